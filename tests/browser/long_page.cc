// long_page CLIP FRAMES RATE FOLDER: the report of a long clip with two people, without scoring it,
// so that the browser's test need not wait for that.
#include <cstdlib>

#include "emorec/report/clip_report.h"
#include "emorec/report/report_folder.h"

#include "report/handmade.h"

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const emorec::ReportFolder folder(argv[4]);
  const auto prediction =
      emorec::testing::handmade_prediction(argv[1], std::atoi(argv[2]), std::atof(argv[3]), 2);
  emorec::write_clip_report(folder.page(), prediction, {}, emorec::CancelToken());
  return 0;
}
