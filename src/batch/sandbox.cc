#include "emorec/batch/sandbox.h"

#include <algorithm>
#include <iterator>
#include <set>

#ifdef __linux__
#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace emorec {
namespace fs = std::filesystem;
namespace {

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

/// Adds nothing where nothing is: such a clip will be a row that says so.
void add_folder_of(const fs::path& file, std::set<fs::path>& folders) {
  std::error_code missing;
  const fs::path found = fs::canonical(file, missing);
  if (!missing) folders.insert(fs::is_directory(found, missing) ? found : found.parent_path());
}

void add_folders_of_links_in(const fs::path& folder, std::set<fs::path>& folders) {
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code unknown;
    if (at->is_symlink(unknown)) add_folder_of(at->path(), folders);
  }
}

/// A folder stands right before those below it, since paths are compared name by name.
void leave_out_inner(std::set<fs::path>& folders) {
  for (auto at = folders.begin(); at != folders.end();) {
    auto inner = std::next(at);
    while (inner != folders.end() && is_below(*inner, *at)) inner = folders.erase(inner);
    at = inner;
  }
}

auto depth(const fs::path& path) { return std::distance(path.begin(), path.end()); }

void lift_deepest(std::set<fs::path>& folders) {
  std::ptrdiff_t deepest = 0;
  for (const auto& folder : folders) deepest = std::max(deepest, depth(folder));
  std::set<fs::path> lifted;
  for (const auto& folder : folders) {
    lifted.insert(depth(folder) == deepest ? folder.parent_path() : folder);
  }
  folders = std::move(lifted);
}

struct AddFiles {
  std::vector<fs::path>& files;

  void operator()(const char*, const fs::path& value, const OptionHelp&) const {
    if (!value.empty()) files.push_back(value);
  }
  template <class... Others>
  void operator()(const char*, const Others&...) const {}
};

#ifdef __linux__

/// What libraries look at while they compute. In /proc only the root keeps its inode, by which
/// Landlock knows a folder; it lets nobody see into a process outside the sandbox.
constexpr const char* kSystemFiles[] = {"/usr",           "/lib",
                                        "/lib64",         "/proc",
                                        "/sys",           "/etc/ld.so.cache",
                                        "/etc/localtime", "/etc/ssl/openssl.cnf",
                                        "/dev/null",      "/dev/zero",
                                        "/dev/random",    "/dev/urandom"};

/// landlock_ruleset_attr as newer kernels have it: Debian 12's header ends after `files`. Older
/// kernels take it where what they do not know is zero.
struct Ruleset {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scope;
};

int landlock_version() {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return std::max(0, static_cast<int>(version));
}

/// Everything that this version can deny. Its rights are bits, of which newer versions have more:
/// renaming across folders (2), truncating (3), devices' controls (5).
Ruleset everything(int version) {
  const int rights = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
  const std::uint64_t tcp = version >= 4 ? 3 : 0;      // binding, connecting
  const std::uint64_t outside = version >= 6 ? 3 : 0;  // abstract sockets, signals
  return {(std::uint64_t{1} << rights) - 1, tcp, outside};
}

void let_read(int ruleset, const fs::path& path) {
  const int place = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (place < 0) return;
  struct stat status {};
  landlock_path_beneath_attr rule{};
  rule.parent_fd = place;
  rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
  if (::fstat(place, &status) == 0 && S_ISDIR(status.st_mode)) {
    rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
  }
  ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(place);
}

/// Gives the version, or 0 if the kernel refuses.
int enter_landlock(const std::vector<fs::path>& readable) {
  const int version = landlock_version();
  if (version == 0) return 0;
  const Ruleset denied = everything(version);
  const int ruleset =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &denied, sizeof denied, 0));
  if (ruleset < 0) return 0;
  for (const char* path : kSystemFiles) let_read(ruleset, path);
  for (const auto& path : readable) let_read(ruleset, path);
  const unsigned int all_threads = version >= 8 ? 1U << 3U : 0;
  const bool entered = ::syscall(SYS_landlock_restrict_self, ruleset, all_threads) == 0;
  ::close(ruleset);
  return entered ? version : 0;
}

/// What no decoder and no network needs. Landlock does not know most of it: modes, owners, other
/// processes; and where there is no Landlock, it is all that there is.
constexpr int kDenied[] = {
    // programs and other processes
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
    SCMP_SYS(process_mrelease), SCMP_SYS(kcmp), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(tkill), SCMP_SYS(shmget), SCMP_SYS(shmat), SCMP_SYS(msgget), SCMP_SYS(msgsnd),
    SCMP_SYS(semget), SCMP_SYS(semop), SCMP_SYS(semtimedop), SCMP_SYS(mq_open), SCMP_SYS(mq_unlink),
    // network
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
    // files
    SCMP_SYS(creat), SCMP_SYS(truncate), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(mknod),
    SCMP_SYS(mknodat), SCMP_SYS(rmdir), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink),
    SCMP_SYS(symlinkat), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown),
    SCMP_SYS(fchown), SCMP_SYS(lchown), SCMP_SYS(fchownat), SCMP_SYS(utime), SCMP_SYS(utimes),
    SCMP_SYS(utimensat), SCMP_SYS(futimesat), SCMP_SYS(setxattr), SCMP_SYS(lsetxattr),
    SCMP_SYS(fsetxattr), SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(fanotify_init),
    // the system
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(open_tree), SCMP_SYS(move_mount),
    SCMP_SYS(mount_setattr), SCMP_SYS(fsopen), SCMP_SYS(fspick), SCMP_SYS(pivot_root),
    SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(swapon), SCMP_SYS(swapoff),
    SCMP_SYS(acct), SCMP_SYS(quotactl), SCMP_SYS(reboot), SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load), SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(delete_module), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl),
    SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(iopl), SCMP_SYS(ioperm),
    SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(adjtimex), SCMP_SYS(clock_adjtime),
    SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(syslog), SCMP_SYS(vhangup)};

/// The C library does without these, as it does on older kernels, and then asks in words that a
/// filter can read: what they are asked for lies in memory. Likewise, for safety, all that is newer
/// than this list.
constexpr int kUnreadable[] = {SCMP_SYS(clone3), SCMP_SYS(openat2)};
constexpr int kFirstNewer = 452;  // fchmodat2
constexpr int kLastNewer = 511;

class Filter {
 public:
  Filter() : filter_(::seccomp_init(SCMP_ACT_ALLOW), ::seccomp_release) {
    good_ = filter_ != nullptr;
    set(SCMP_FLTATR_CTL_TSYNC, 1);                        // all threads
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM));  // 32-bit calls
  }

  /// A call that this processor's kernel does not have (its number is negative) needs no rule.
  template <class... Conditions>
  void refuse(int call, int error, Conditions... when) {
    if (!good_ || call < 0) return;
    good_ = ::seccomp_rule_add(filter_.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call,
                               sizeof...(when), when...) == 0;
  }

  bool load() const { return good_ && ::seccomp_load(filter_.get()) == 0; }

 private:
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    good_ = good_ && ::seccomp_attr_set(filter_.get(), attribute, value) == 0;
  }

  std::unique_ptr<void, decltype(&::seccomp_release)> filter_;
  bool good_ = false;
};

scmp_arg_cmp bits(unsigned int argument, scmp_datum_t mask, scmp_datum_t value) {
  return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, mask, value);
}

scmp_arg_cmp other_than(unsigned int argument, scmp_datum_t value) {
  return SCMP_CMP64(argument, SCMP_CMP_NE, value);
}

bool enter_seccomp() {
  Filter filter;
  for (const int call : kDenied) filter.refuse(call, EPERM);
  for (const int call : kUnreadable) filter.refuse(call, ENOSYS);
  for (int call = kFirstNewer; call <= kLastNewer; ++call) filter.refuse(call, ENOSYS);
  for (const scmp_datum_t writing : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC}) {
    filter.refuse(SCMP_SYS(open), EPERM, bits(1, writing, writing));
    filter.refuse(SCMP_SYS(openat), EPERM, bits(2, writing, writing));
  }
  filter.refuse(SCMP_SYS(clone), EPERM, bits(0, CLONE_THREAD, 0));  // threads alone
  const auto self = static_cast<scmp_datum_t>(::getpid());
  for (const int call : {SCMP_SYS(kill), SCMP_SYS(tgkill)}) {
    filter.refuse(call, EPERM, other_than(0, self));
  }
  filter.refuse(SCMP_SYS(prlimit64), EPERM, other_than(0, 0));
  // What it types into a terminal, the shell would run afterwards.
  for (const scmp_datum_t typing : {TIOCSTI, TIOCLINUX}) {
    filter.refuse(SCMP_SYS(ioctl), EPERM, bits(1, 0xffffffff, typing));
  }
  return filter.load();
}

#endif

}  // namespace

std::string Sandbox::description() const {
  const std::string version = "Landlock " + std::to_string(landlock);
  if (landlock > 0 && seccomp) return version + " and seccomp";
  if (landlock > 0) {
    return version + " alone: the kernel has no seccomp, so a hostile clip might reach the network";
  }
  if (seccomp) {
    return "seccomp alone: the kernel has no Landlock, so a hostile clip might read other files";
  }
  return "none: the kernel has neither Landlock nor seccomp, so a hostile clip might do anything";
}

std::vector<fs::path> folders_of(const std::vector<fs::path>& clips) {
  constexpr std::size_t kMost = 256;
  std::set<fs::path> seen;
  std::set<fs::path> folders;
  for (const auto& clip : clips) {
    std::error_code unknown;
    if (fs::symlink_status(clip, unknown).type() == fs::file_type::regular) {
      const fs::path parent = clip.has_parent_path() ? clip.parent_path() : ".";
      if (seen.insert(parent).second) add_folder_of(parent, folders);
    } else {
      add_folder_of(clip, folders);
      if (fs::is_directory(clip, unknown)) add_folders_of_links_in(clip, folders);
    }
  }
  leave_out_inner(folders);
  while (folders.size() > kMost) {
    lift_deepest(folders);
    leave_out_inner(folders);
  }
  return {folders.begin(), folders.end()};
}

std::vector<fs::path> model_files_of(const ClassifierOptions& options) {
  std::vector<fs::path> files = {options.model};
  for_each_option(options, AddFiles{files});
  return files;
}

#ifdef __linux__

Sandbox available_sandbox() {
  const std::uint32_t errno_action = SECCOMP_RET_ERRNO;
  const bool seccomp = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &errno_action) == 0;
  return {landlock_version(), seccomp};
}

Sandbox enter_sandbox(const std::vector<fs::path>& readable) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return {};
  const int landlock = enter_landlock(readable);
  return {landlock, enter_seccomp()};
}

#else

Sandbox available_sandbox() { return {}; }
Sandbox enter_sandbox(const std::vector<fs::path>&) { return {}; }

#endif

}  // namespace emorec
