// A worker that does what it is told, for the tests of the pool: answers its first message with the
// message itself, and obeys each of the next.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

/// Memory that counts: every page is written to.
[[noreturn]] void grow_and_wait(std::size_t megabytes) {
  const std::vector<char> memory(megabytes * 1'000'000, 'x');
  for (;;) ::pause();
}

void obey(const std::string& order, bool fresh) {
  if (order == "crash" || (order == "crash unless fresh" && !fresh)) ::raise(SIGSEGV);
  if (order == "complain and abort") {
    std::cerr << "first words\nlast\twords\n";
    std::abort();
  }
  if (order == "exit") std::_Exit(7);
  if (order == "grow" || (order == "grow unless fresh" && !fresh)) grow_and_wait(100);
  while (order == "hang") ::pause();
  while (order == "endless") std::cout << std::string(1'000'000, 'x');
  std::cout << (order == "long" ? std::string(1'000'000, 'x') : order) << std::endl;
}

}  // namespace

int main() {
  std::string message;
  std::getline(std::cin, message, '\0');
  if (message == "exit") return 7;
  std::cout << message << std::endl;
  for (bool fresh = true; std::getline(std::cin, message, '\0'); fresh = false) {
    obey(message, fresh);
  }
}
