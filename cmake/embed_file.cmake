# The step of emorec_embed_files that runs at build time: INPUT's bytes as CONSTANT in OUTPUT.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE ${OUTPUT}
"#include \"${HEADER}\"

namespace emorec::assets {
namespace {
constexpr char ${CONSTANT}Bytes[] = {
${bytes}0};
}  // namespace
// Without the zero that keeps an empty file from being an empty array.
const std::string_view ${CONSTANT}{${CONSTANT}Bytes, sizeof ${CONSTANT}Bytes - 1};
}  // namespace emorec::assets
")
