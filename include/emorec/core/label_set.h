// The words that a network answers with. They are a value: a model's file, a data set and a report
// each bring theirs.
//
//   const LabelSet& labels = LabelSet::afew7();
//   const Label label = *labels.parse("Angry");
//   labels.name(label);  // "anger"
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emorec {

/// One of a set's labels, by its place in it.
struct Label {
  std::size_t index = 0;

  friend constexpr bool operator==(Label a, Label b) { return a.index == b.index; }
  friend constexpr bool operator!=(Label a, Label b) { return a.index != b.index; }
  friend constexpr bool operator<(Label a, Label b) { return a.index < b.index; }
};

/// One value for each label, in the set's order.
using Distribution = std::vector<double>;

struct Rgb {
  std::uint8_t red, green, blue;
};

/// Immutable and cheap to copy. Sets of the same names in the same order are equal.
class LabelSet {
 public:
  LabelSet() : LabelSet(afew7()) {}

  static const LabelSet& afew7();           ///< AFEW's, FER2013's and this project's models'
  static const LabelSet& ekman6();          ///< Ekman-6's: joy, and no neutral
  static const LabelSet& video_emotion8();  ///< VideoEmotion-8's: Plutchik's eight
  /// @throws Error{kModel} without names, for more than 64, and for one that is empty or there
  ///         twice.
  static LabelSet named(std::vector<std::string> names);

  /// "afew7", "ekman6", "video_emotion8", or the names themselves with commas between.
  /// @throws Error{kModel} as `named`.
  static LabelSet from_text(const std::string& text);

  std::size_t size() const { return words_->names.size(); }
  const std::vector<std::string>& names() const { return words_->names; }
  const std::string& name(Label label) const { return words_->names.at(label.index); }

  /// Whether one of the three sets above has a label of that very name, in any case.
  static bool is_known_name(std::string_view word);

  /// Accepts the set's own names in any case, and what else data sets call the same ("Angry",
  /// "surprised", CREMA-D's "ANG"): so "joy" is joy where there is such a label, and otherwise
  /// happiness.
  std::optional<Label> parse(std::string_view word) const;

  /// The label of a face that shows nothing, if there is one.
  std::optional<Label> neutral() const { return parse("neutral"); }

  /// For drawing: the same for the same name in each set, told apart by colour-blind eyes too.
  Rgb colour(Label label) const;

  /// A capital that no other label of the set has.
  char letter(Label label) const { return words_->letters.at(label.index); }

  friend bool operator==(const LabelSet& a, const LabelSet& b) {
    return a.words_ == b.words_ || a.names() == b.names();
  }
  friend bool operator!=(const LabelSet& a, const LabelSet& b) { return !(a == b); }

 private:
  struct Words {
    std::vector<std::string> names;
    std::vector<char> letters;
  };
  explicit LabelSet(Words words) : words_(std::make_shared<const Words>(std::move(words))) {}

  std::shared_ptr<const Words> words_;
};

/// The values over their sum. @pre No value is negative, and one is positive.
Distribution normalised(Distribution values);

/// The label with the largest value; the first of equals. @pre There is a value.
Label argmax(const Distribution& values);

}  // namespace emorec
