#include "emorec/batch/result_reader.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "emorec/batch/result_row.h"
#include "emorec/core/error.h"
#include "emorec/report/json_report.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

Error unreadable(const fs::path& results) {
  return Error(ErrorKind::kInput,
               results.string() + ": cannot be read (" + std::strerror(errno) + ").");
}

/// Calls `use` with number and text of each line that is whole.
template <typename Use>
void for_each_line(const fs::path& results, const CancelToken& cancel, const Use& use) {
  errno = 0;
  std::ifstream in(results, std::ios::binary);
  if (!in) throw unreadable(results);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line) && !in.eof(); ++number) {
    cancel.check();
    use(number, line);
  }
  if (in.bad()) throw unreadable(results);  // a folder, for one, opens like a file
}

/// The clip's place in the list of its batch; nothing for a row of `emorec classify`. Rows are
/// large: they are parsed only where the member is not as with_batch_member writes it, which no
/// text in JSON can look like.
std::optional<std::size_t> index_of(const std::string& line) {
  constexpr std::string_view kMember = R"(,"batch":{"index":)";
  const auto at = line.rfind(kMember);
  if (at != line.npos) {
    std::size_t index = 0;
    const char* digits = line.data() + at + kMember.size();
    if (std::from_chars(digits, line.data() + line.size(), index).ec == std::errc()) return index;
  }
  if (line.find("\"batch\"") == line.npos) return std::nullopt;
  try {
    return read_row(line).summary.index;
  } catch (const Error&) {
    return std::nullopt;  // what is wrong with it is told when it is read as an answer
  }
}

}  // namespace

void for_each_result(const fs::path& results, const std::function<void(const ClipPrediction&)>& use,
                     const CancelToken& cancel) {
  std::map<std::size_t, std::size_t> last;  // line by index
  std::set<std::size_t> superseded;
  for_each_line(results, cancel, [&](std::size_t number, const std::string& line) {
    const auto index = index_of(line);
    if (!index) return;
    const auto [found, is_new] = last.try_emplace(*index, number);
    if (!is_new) superseded.insert(std::exchange(found->second, number));
  });
  for_each_line(results, cancel, [&](std::size_t number, const std::string& line) {
    if (superseded.count(number) > 0) return;
    std::optional<ClipPrediction> prediction;
    try {
      prediction = read_json(line);
    } catch (const Error& e) {
      throw Error(ErrorKind::kInput,
                  results.string() + ":" + std::to_string(number) + ": " + e.what());
    }
    use(*prediction);
  });
}

}  // namespace emorec
