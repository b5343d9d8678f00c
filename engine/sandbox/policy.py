"""What a strategy's process may ask of the kernel, as data."""

from enum import StrEnum
from typing import Final


class Layer(StrEnum):
    """One wall between a strategy and the machine; each holds without the others."""

    PARENT_DEATH = "parent death signal"
    DESCRIPTORS = "closed descriptors"
    LIMITS = "resource limits"
    UID = "own user id"
    NO_NEW_PRIVILEGES = "no new privileges"
    LANDLOCK = "Landlock"
    SECCOMP = "seccomp"


# The one descriptor a child keeps: its connection, on which it answers.
RESULT_FD: Final = 3

ALL_LAYERS: Final = frozenset(Layer)
KERNEL_LAYERS: Final = frozenset({Layer.LANDLOCK, Layer.SECCOMP})

# Harmless wherever they are called from: memory, clocks, locks, random numbers, leaving.
ALLOWED: Final = (
    "brk", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "exit", "exit_group", "futex", "getpid",
    "getrandom", "getrusage", "gettid", "gettimeofday", "madvise", "membarrier", "mremap", "munmap", "nanosleep",
    "restart_syscall", "rseq", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sched_yield", "sigaltstack",
    "time", "times",
)  # fmt: skip

# No strategy calls these by accident, so the attempt itself ends the run. What is in neither list answers EPERM.
KILLED: Final = (
    "accept", "accept4", "add_key", "bind", "bpf", "chroot", "clone", "clone3", "connect", "delete_module", "execve",
    "execveat", "finit_module", "fork", "fsconfig", "fsmount", "fsopen", "init_module", "io_uring_enter",
    "io_uring_register", "io_uring_setup", "kexec_file_load", "kexec_load", "keyctl", "kill", "landlock_add_rule",
    "landlock_create_ruleset", "landlock_restrict_self", "listen", "memfd_create", "memfd_secret", "mount",
    "mount_setattr", "move_mount", "open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pidfd_open",
    "pidfd_send_signal", "pivot_root", "process_vm_readv", "process_vm_writev", "ptrace", "reboot", "request_key",
    "rt_sigqueueinfo", "rt_tgsigqueueinfo", "seccomp", "setns", "socket", "socketpair", "swapoff", "swapon", "tkill",
    "umount2", "unshare", "userfaultfd", "vfork",
)  # fmt: skip

# Memory may be mapped and protected, but never made executable.
NEVER_EXECUTABLE: Final = ("mmap", "mprotect")

# How the kernel names the architectures, so that a call made in another one's numbering is caught.
AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_X86_64: Final = {
    "accept": 43, "accept4": 288, "add_key": 248, "bind": 49, "bpf": 321, "brk": 12, "chroot": 161,
    "clock_getres": 229, "clock_gettime": 228, "clock_nanosleep": 230, "clone": 56, "clone3": 435, "close": 3,
    "connect": 42, "delete_module": 176, "execve": 59, "execveat": 322, "exit": 60, "exit_group": 231,
    "finit_module": 313, "fork": 57, "fsconfig": 431, "fsmount": 432, "fsopen": 430, "futex": 202,
    "getpid": 39, "getrandom": 318, "getrusage": 98, "gettid": 186, "gettimeofday": 96, "init_module": 175,
    "io_uring_enter": 426, "io_uring_register": 427, "io_uring_setup": 425, "kexec_file_load": 320,
    "kexec_load": 246, "keyctl": 250, "kill": 62, "landlock_add_rule": 445, "landlock_create_ruleset": 444,
    "landlock_restrict_self": 446, "listen": 50, "madvise": 28, "membarrier": 324, "memfd_create": 319,
    "memfd_secret": 447, "mmap": 9, "mount": 165, "mount_setattr": 442, "move_mount": 429, "mprotect": 10,
    "mremap": 25, "munmap": 11, "nanosleep": 35, "open_by_handle_at": 304, "open_tree": 428,
    "perf_event_open": 298, "pidfd_getfd": 438, "pidfd_open": 434, "pidfd_send_signal": 424, "pivot_root": 155,
    "prctl": 157, "process_vm_readv": 310, "process_vm_writev": 311, "ptrace": 101, "reboot": 169,
    "request_key": 249, "restart_syscall": 219, "rseq": 334, "rt_sigprocmask": 14, "rt_sigqueueinfo": 129,
    "rt_sigreturn": 15, "rt_tgsigqueueinfo": 297, "sched_getaffinity": 204, "sched_yield": 24, "seccomp": 317,
    "set_robust_list": 273, "setns": 308, "sigaltstack": 131, "socket": 41, "socketpair": 53, "swapoff": 168,
    "swapon": 167, "time": 201, "times": 100, "tkill": 200, "umount2": 166, "unshare": 272, "userfaultfd": 323,
    "vfork": 58, "write": 1,
}  # fmt: skip

_AARCH64: Final = {
    "accept": 202, "accept4": 242, "add_key": 217, "bind": 200, "bpf": 280, "brk": 214, "chroot": 51,
    "clock_getres": 114, "clock_gettime": 113, "clock_nanosleep": 115, "clone": 220, "clone3": 435,
    "close": 57, "connect": 203, "delete_module": 106, "execve": 221, "execveat": 281, "exit": 93,
    "exit_group": 94, "finit_module": 273, "fsconfig": 431, "fsmount": 432, "fsopen": 430, "futex": 98,
    "getpid": 172, "getrandom": 278, "getrusage": 165, "gettid": 178, "gettimeofday": 169, "init_module": 105,
    "io_uring_enter": 426, "io_uring_register": 427, "io_uring_setup": 425, "kexec_file_load": 294,
    "kexec_load": 104, "keyctl": 219, "kill": 129, "landlock_add_rule": 445, "landlock_create_ruleset": 444,
    "landlock_restrict_self": 446, "listen": 201, "madvise": 233, "membarrier": 283, "memfd_create": 279,
    "memfd_secret": 447, "mmap": 222, "mount": 40, "mount_setattr": 442, "move_mount": 429, "mprotect": 226,
    "mremap": 216, "munmap": 215, "nanosleep": 101, "open_by_handle_at": 265, "open_tree": 428, "perf_event_open": 241,
    "pidfd_getfd": 438, "pidfd_open": 434, "pidfd_send_signal": 424, "pivot_root": 41, "prctl": 167,
    "process_vm_readv": 270, "process_vm_writev": 271, "ptrace": 117, "reboot": 142, "request_key": 218,
    "restart_syscall": 128, "rseq": 293, "rt_sigprocmask": 135, "rt_sigqueueinfo": 138, "rt_sigreturn": 139,
    "rt_tgsigqueueinfo": 240, "sched_getaffinity": 123, "sched_yield": 124, "seccomp": 277,
    "set_robust_list": 99, "setns": 268, "sigaltstack": 132, "socket": 198, "socketpair": 199, "swapoff": 225,
    "swapon": 224, "times": 153, "tkill": 130, "umount2": 39, "unshare": 97, "userfaultfd": 282, "write": 64,
}  # fmt: skip

# Numbers from the kernel's own headers. A name missing from a table is a call that architecture does not have.
SYSCALLS: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}
