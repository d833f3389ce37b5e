// What a scheduler or a container leaves of a machine. The groups are made up, below a folder that
// stands for the root of the file system.
#include "emorec/core/machine.h"

#include <gtest/gtest.h>
#include <sched.h>

#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

namespace fs = std::filesystem;

class Groups : public ::testing::Test {
 protected:
  void SetUp() override {
    write("proc/self/cgroup", "4:memory:/old\n0::/slurm/job7\n");
    write("proc/self/mountinfo",
          "22 1 0:20 / /proc rw - proc proc rw\n"
          "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n");
  }

  void write(const fs::path& name, const std::string& text) const {
    fs::create_directories((root_ / name).parent_path());
    write_bytes(root_ / name, text);
  }
  GroupLimits limits() const { return group_limits(root_.path()); }

  TempDir root_;
};

TEST_F(Groups, OwnLimitsCount) {
  write("sys/fs/cgroup/slurm/job7/cpu.max", "150000 100000\n");
  write("sys/fs/cgroup/slurm/job7/memory.max", "4000000000\n");
  EXPECT_EQ(limits().processors, 1.5);
  EXPECT_EQ(limits().memory, 4'000'000'000);
}

TEST_F(Groups, TheNarrowestOfThoseAroundCounts) {
  write("sys/fs/cgroup/slurm/job7/cpu.max", "800000 100000\n");
  write("sys/fs/cgroup/slurm/cpu.max", "200000 100000\n");
  write("sys/fs/cgroup/slurm/job7/memory.max", "max\n");
  write("sys/fs/cgroup/memory.max", "1000\n");
  EXPECT_EQ(limits().processors, 2);
  EXPECT_EQ(limits().memory, 1000);
}

TEST_F(Groups, InAContainerThePathOfTheHostIsNotThere) {
  write("proc/self/cgroup", "0::/../../docker/abc\n");
  write("sys/fs/cgroup/cpu.max", "50000 100000\n");
  EXPECT_EQ(limits().processors, 0.5);
}

TEST_F(Groups, WithoutLimitsThereAreNone) {
  write("sys/fs/cgroup/slurm/job7/cpu.max", "max 100000\n");
  EXPECT_EQ(limits().processors, GroupLimits().processors);
  EXPECT_EQ(limits().memory, GroupLimits().memory);
  fs::remove(root_ / "proc/self/mountinfo");
  EXPECT_EQ(limits().processors, GroupLimits().processors);
  fs::remove_all(root_ / "proc");
  EXPECT_EQ(limits().memory, GroupLimits().memory);
}

TEST(UsableProcessors, AreThoseThatTheProcessMayRunOn) {
  cpu_set_t before;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_LE(usable_processors(), CPU_COUNT(&before));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
    if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
  }
  ::sched_setaffinity(0, sizeof one, &one);
  EXPECT_EQ(usable_processors(), 1);
  ::sched_setaffinity(0, sizeof before, &before);
}

TEST(UsableMemory, IsSome) { EXPECT_GT(usable_memory(), 100'000'000); }

}  // namespace
}  // namespace emorec::testing
