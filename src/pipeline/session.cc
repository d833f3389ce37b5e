#include "emorec/pipeline/session.h"

#include <utility>

#include "findings.h"
#include "loaded_model.h"
#include "look.h"

namespace emorec {

struct Session::Impl {
  std::shared_ptr<const LoadedModel> model;
  double window;
  double now = 0;
  Look look;
};

Session::Session(std::shared_ptr<const LoadedModel> model, const SessionOptions& options)
    : impl_(new Impl{model, options.window, 0, Look(model, {options.still})}) {}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;

void Session::add(const Frame& frame) {
  impl_->look.add(frame);
  impl_->now = frame.time;
}

Findings Session::finish() {
  impl_->look.score();
  return *findings_of(*impl_->model, impl_->look);
}

Findings Session::latest() {
  impl_->look.score();
  impl_->look.forget_before(impl_->now - impl_->window);
  return *findings_of(*impl_->model, impl_->look);
}

}  // namespace emorec
