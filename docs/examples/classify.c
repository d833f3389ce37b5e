/* Prints what each clip shows, and its most important moment: classify MODEL CLIP... */
#include <emorec.h>
#include <stdio.h>

static void print_main_subject(const char* path, const emorec_prediction* prediction) {
  const double* importance = emorec_subject_importance(prediction, 0);
  size_t best = 0;
  size_t t;
  if (importance == NULL) {
    printf("%s: no face\n", path);
    return;
  }
  for (t = 1; t < emorec_subject_frames(prediction, 0); ++t) {
    if (importance[t] > importance[best]) best = t;
  }
  printf("%s: %s, most of all at %.2f s\n", path, emorec_subject_label(prediction, 0),
         emorec_subject_times(prediction, 0)[best]);
}

int main(int argc, char** argv) {
  emorec_model* model;
  emorec_status status;
  int worst = EMOREC_OK;
  int i;
  if (argc < 3) {
    fprintf(stderr, "usage: classify MODEL CLIP...\n");
    return EMOREC_USAGE;
  }
  status = emorec_model_load(argv[1], NULL, &model);
  if (status != EMOREC_OK) {
    fprintf(stderr, "%s\n", emorec_last_error());
    return status;
  }
  for (i = 2; i < argc; ++i) {
    emorec_prediction* prediction;
    status = emorec_classify(model, argv[i], NULL, NULL, &prediction);
    if (status == EMOREC_OK) {
      print_main_subject(argv[i], prediction);
    } else {
      fprintf(stderr, "%s\n", emorec_last_error());
      worst = status;
    }
    emorec_prediction_free(prediction);
  }
  emorec_model_free(model);
  return worst;
}
