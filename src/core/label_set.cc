#include "emorec/core/label_set.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <utility>

#include "emorec/core/error.h"
#include "emorec/core/lower_case.h"
#include "emorec/core/spelling.h"

namespace emorec {
namespace {

constexpr std::size_t kMostLabels = 64;

/// Words for one and the same, of which a set's own name comes first for its label.
struct Meaning {
  std::vector<std::string_view> words;
  Rgb colour;
};

/// The colours of Okabe and Ito (2008), which people with the common kinds of colour blindness can
/// tell apart; neutral is their black, lightened to a grey.
const std::vector<Meaning>& meanings() {
  static const std::vector<Meaning> kMeanings = {
      {{"anger", "angry", "ang"}, {0xD5, 0x5E, 0x00}},
      {{"disgust", "disgusted", "dis"}, {0x00, 0x9E, 0x73}},
      {{"fear", "afraid", "fearful", "scared", "fea"}, {0xCC, 0x79, 0xA7}},
      {{"happiness", "happy", "joy", "hap"}, {0xE6, 0x9F, 0x00}},
      {{"neutral", "neu"}, {0x8C, 0x8C, 0x8C}},
      {{"sadness", "sad"}, {0x00, 0x72, 0xB2}},
      {{"surprise", "surprised"}, {0x56, 0xB4, 0xE9}},
      {{"anticipation"}, {0xF0, 0xE4, 0x42}},
      {{"trust"}, {0x33, 0x33, 0x33}},
  };
  return kMeanings;
}

/// For names that mean nothing to us, in turn.
constexpr std::array<Rgb, 6> kOtherColours = {{{0x99, 0x99, 0x33},
                                               {0x88, 0x22, 0x55},
                                               {0x44, 0xAA, 0x99},
                                               {0xDD, 0xCC, 0x77},
                                               {0x33, 0x22, 0x88},
                                               {0xAA, 0x44, 0x99}}};

const Meaning* meaning_of(std::string_view word) {
  for (const auto& meaning : meanings()) {
    const auto& words = meaning.words;
    if (std::find(words.begin(), words.end(), word) != words.end()) return &meaning;
  }
  return nullptr;
}

/// The first letter of the name that is still free; if none is, of the alphabet and the digits.
char free_letter(const std::string& name, const std::vector<char>& taken) {
  for (const char c : name + "abcdefghijklmnopqrstuvwxyz0123456789") {
    const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) continue;
    if (std::find(taken.begin(), taken.end(), letter) == taken.end()) return letter;
  }
  return '?';
}

}  // namespace

const LabelSet& LabelSet::afew7() {
  static const LabelSet kSet =
      named({"anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"});
  return kSet;
}

const LabelSet& LabelSet::ekman6() {
  static const LabelSet kSet = named({"anger", "disgust", "fear", "joy", "sadness", "surprise"});
  return kSet;
}

const LabelSet& LabelSet::video_emotion8() {
  static const LabelSet kSet =
      named({"anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust"});
  return kSet;
}

LabelSet LabelSet::named(std::vector<std::string> names) {
  const auto require = [](bool holds, const std::string& what) {
    if (!holds) throw Error(ErrorKind::kModel, "a set of labels makes no sense: " + what);
  };
  require(!names.empty(), "there are none");
  require(names.size() <= kMostLabels, std::to_string(names.size()) + " of them");
  Words words;
  for (const auto& name : names) {
    require(!name.empty(), "one without a name");
    require(spelled(name) == name, "one whose name is not UTF-8");
    require(std::count(names.begin(), names.end(), name) == 1, "'" + name + "' twice");
    words.letters.push_back(free_letter(name, words.letters));
  }
  words.names = std::move(names);
  return LabelSet(std::move(words));
}

LabelSet LabelSet::from_text(const std::string& text) {
  if (text == "afew7") return afew7();
  if (text == "ekman6") return ekman6();
  if (text == "video_emotion8") return video_emotion8();
  std::vector<std::string> names(1);
  for (const char c : text) {
    if (c == ',') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return named(std::move(names));
}

bool LabelSet::is_known_name(std::string_view word) {
  const std::string lower = lower_case(word);
  for (const LabelSet* set : {&afew7(), &ekman6(), &video_emotion8()}) {
    const auto& names = set->names();
    if (std::find(names.begin(), names.end(), lower) != names.end()) return true;
  }
  return false;
}

std::optional<Label> LabelSet::parse(std::string_view word) const {
  const std::string lower = lower_case(word);
  const auto place = [this](const auto& matches) -> std::optional<Label> {
    const auto found = std::find_if(names().begin(), names().end(), matches);
    if (found == names().end()) return std::nullopt;
    return Label{static_cast<std::size_t>(found - names().begin())};
  };
  const auto own = place([&](const std::string& name) { return lower_case(name) == lower; });
  const Meaning* meaning = meaning_of(lower);
  if (own || meaning == nullptr) return own;
  return place([&](const std::string& name) { return meaning_of(lower_case(name)) == meaning; });
}

Rgb LabelSet::colour(Label label) const {
  const Meaning* meaning = meaning_of(lower_case(name(label)));
  return meaning != nullptr ? meaning->colour : kOtherColours[label.index % kOtherColours.size()];
}

Distribution normalised(Distribution values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return values;
}

Label argmax(const Distribution& values) {
  return {
      static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin())};
}

}  // namespace emorec
