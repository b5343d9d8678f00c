# One image for web, worker and scheduler; docker-compose.yml says which it becomes.
FROM python:3.13-slim-bookworm AS packages

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt


# Node.js builds the browser files here and goes no further.
FROM packages AS assets

WORKDIR /app
COPY requirements-node.txt ./
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r requirements-node.txt
COPY . .
RUN /opt/venv/bin/python tools/build_frontend.py \
    && VAR_DIR=/tmp/var /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf node_modules


FROM python:3.13-slim-bookworm

RUN useradd --create-home --uid 10001 statis && install -d -o statis -g statis /var/lib/statis
COPY --from=packages /opt/venv /opt/venv
COPY --from=assets /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/statis
USER statis
EXPOSE 8000
CMD ["uvicorn", "statis.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-server-header", "--lifespan", "off"]
