#include "emorec/pipeline/session.h"

#include <utility>

#include "emorec/core/error.h"

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
    : impl_(new Impl{model, options.window, 0, Look(model, {options.still})}) {
  if (model->config.snippets == 0) return;
  throw Error(ErrorKind::kUsage, model->identity.name +
                                     " looks at snippets of a whole clip: it takes no stream of "
                                     "frames.");
}

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
