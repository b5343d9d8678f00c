// The code editor: turns every textarea[data-editor] into CodeMirror and keeps the textarea's value in step.
import { python } from "@codemirror/lang-python";
import { EditorView, basicSetup } from "codemirror";

function mount(area) {
  const keepInStep = EditorView.updateListener.of((update) => {
    if (update.docChanged) area.value = update.state.doc.toString();
  });
  const view = new EditorView({ doc: area.value, extensions: [basicSetup, python(), keepInStep] });
  area.before(view.dom);
  area.hidden = true;
}

document.querySelectorAll("textarea[data-editor]").forEach(mount);
