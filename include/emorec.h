/* emorec as a library: which emotion a clip shows, and which of its frames say so.
 *
 *   emorec_model* model;
 *   emorec_prediction* prediction;
 *   if (emorec_model_load("emorec-base", NULL, &model) == EMOREC_OK &&
 *       emorec_classify(model, "clip.mp4", NULL, NULL, &prediction) == EMOREC_OK &&
 *       emorec_prediction_subjects(prediction) > 0) {
 *     puts(emorec_subject_label(prediction, 0));
 *   }
 *
 * Ownership: what a function gives by a pointer to a pointer is the caller's, who gives it to the
 * function that ends in _free (NULL does nothing). All other pointers belong to the object that
 * they were asked of and live as long as it does. A model may be freed before its sessions and
 * predictions.
 *
 * Threads: a model may be used by several at a time; a session, by one at a time; a prediction does
 * not change. The library changes nothing that belongs to the process: no signal, no environment,
 * no locale, no settings of other libraries. Clips of strangers are hostile: a host that reads such
 * may want av_max_alloc() of FFmpeg, a process of its own, or both.
 *
 * Strings are UTF-8, paths are bytes. Nothing is thrown through this interface. */
#ifndef EMOREC_H
#define EMOREC_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define EMOREC_API __attribute__((visibility("default")))
#else
#define EMOREC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The program's exit codes. */
typedef enum emorec_status {
  EMOREC_OK = 0,
  EMOREC_FAILED = 1,     /* memory ran out, or a bug of emorec */
  EMOREC_USAGE = 2,      /* arguments that make no sense */
  EMOREC_INPUT = 3,      /* a clip that cannot be read */
  EMOREC_MODEL = 4,      /* a model that is missing or damaged */
  EMOREC_CANCELLED = 130 /* the caller's function asked to stop */
} emorec_status;

typedef struct emorec_model emorec_model;
typedef struct emorec_session emorec_session;
typedef struct emorec_prediction emorec_prediction;

EMOREC_API const char* emorec_version(void);

/* Why the last call of this thread that did not give EMOREC_OK failed, and what to do. */
EMOREC_API const char* emorec_last_error(void);

/* As the program's options of these names; later versions add members at the end. */
typedef struct emorec_options {
  size_t size;             /* set by emorec_options_init */
  int threads;             /* 0: as many as there are processors for this process */
  int all_faces;           /* an answer for every person, not only the main one */
  int cropped;             /* every frame is a face already */
  int every_frame;         /* score every frame of a file, even if five a second leave no doubt */
  int float32;             /* even where the processor is faster in bfloat16 */
  int detect_every;        /* frames between detections at first */
  double prior_adjustment; /* 0 to 1 */
  double start;            /* seconds from the first frame of a file, included */
  double end;              /* seconds, not included; infinite for all */
  int64_t max_frames;      /* the most frames of a file; 0: all */
  int64_t max_pixels;      /* larger frames are refused */
  double max_seconds;      /* longer clips are cut */
} emorec_options;

/* Gives all members their defaults; `size` is sizeof(emorec_options) of the caller. */
EMOREC_API void emorec_options_init(emorec_options* options, size_t size);

/* A model by the name that `emorec models list` shows (NULL: the default model), looked for where
 * the library is installed, or by the path of its file. `options` may be NULL. */
EMOREC_API emorec_status emorec_model_load(const char* name_or_path, const emorec_options* options,
                                           emorec_model** model);
EMOREC_API void emorec_model_free(emorec_model* model);
EMOREC_API const char* emorec_model_name(const emorec_model* model);
EMOREC_API const char* emorec_model_sha256(const emorec_model* model); /* its file's */
EMOREC_API size_t emorec_model_labels(const emorec_model* model);      /* how many */
EMOREC_API const char* emorec_model_label(const emorec_model* model, size_t label);

/* Told of each frame: its time and how long the clip is (0 if unknown), in seconds; a clip that
 * leaves doubt is gone through twice. Anything but 0 stops the work with EMOREC_CANCELLED. */
typedef int (*emorec_progress)(void* context, double seconds, double duration);

/* Classifies a video, a still or a folder of frames. `progress` may be NULL. A clip without a face
 * has an answer without subjects. */
EMOREC_API emorec_status emorec_classify(const emorec_model* model, const char* path,
                                         emorec_progress progress, void* context,
                                         emorec_prediction** prediction);

/* A stream of frames that the caller has. Every frame is scored as it comes, none of them twice. */
typedef enum emorec_pixels { EMOREC_BGR = 0, EMOREC_RGB = 1, EMOREC_GREY = 2 } emorec_pixels;

/* `window`: the seconds that emorec_session_latest is about. */
EMOREC_API emorec_status emorec_session_open(const emorec_model* model, double window,
                                             emorec_session** session);
EMOREC_API void emorec_session_free(emorec_session* session);

/* The next frame, upright and with square pixels of 8 bits a channel; rows are `stride` bytes
 * apart, `time` is in seconds and grows. The pixels are copied. */
EMOREC_API emorec_status emorec_session_add(emorec_session* session, const uint8_t* pixels,
                                            int width, int height, size_t stride,
                                            emorec_pixels format, double time);

/* What the last `window` seconds show; frames before them are forgotten. */
EMOREC_API emorec_status emorec_session_latest(emorec_session* session,
                                               emorec_prediction** prediction);

/* What all frames show that are not forgotten. */
EMOREC_API emorec_status emorec_session_finish(emorec_session* session,
                                               emorec_prediction** prediction);

EMOREC_API void emorec_prediction_free(emorec_prediction* prediction);
EMOREC_API const char* emorec_prediction_status(
    const emorec_prediction* prediction); /* "ok", "no_face" */

/* One line in the schema emorec.prediction/2, as `emorec classify --format json` prints it. */
EMOREC_API const char* emorec_prediction_json(const emorec_prediction* prediction);
EMOREC_API size_t emorec_prediction_warnings(const emorec_prediction* prediction); /* how many */
EMOREC_API const char* emorec_prediction_warning(const emorec_prediction* prediction,
                                                 size_t warning);
EMOREC_API size_t emorec_prediction_labels(const emorec_prediction* prediction); /* L: how many */
EMOREC_API const char* emorec_prediction_label(const emorec_prediction* prediction, size_t label);
EMOREC_API size_t emorec_prediction_maps(const emorec_prediction* prediction); /* attention maps */

/* K maps of H cells down and W across, over the view of that name. */
typedef struct emorec_map_shape {
  const char* view;
  int heads;
  int height;
  int width;
} emorec_map_shape;

EMOREC_API emorec_map_shape emorec_prediction_map(const emorec_prediction* prediction, size_t map);

/* A subject is a person, the main one first, or the scene. Below, T is how many frames it is seen
 * in and L how many labels there are; an index that is not there gives NULL or 0. */
EMOREC_API size_t emorec_prediction_subjects(const emorec_prediction* prediction);
EMOREC_API const char* emorec_subject_kind(const emorec_prediction* prediction, size_t subject);
EMOREC_API const char* emorec_subject_label(const emorec_prediction* prediction, size_t subject);
EMOREC_API const double* emorec_subject_probabilities(const emorec_prediction* prediction,
                                                      size_t subject); /* L, sum 1 */
EMOREC_API size_t emorec_subject_frames(const emorec_prediction* prediction,
                                        size_t subject); /* T */
EMOREC_API const int64_t* emorec_subject_indices(const emorec_prediction* prediction,
                                                 size_t subject);
EMOREC_API const double* emorec_subject_times(const emorec_prediction* prediction, size_t subject);
EMOREC_API const double* emorec_subject_importance(const emorec_prediction* prediction,
                                                   size_t subject); /* T, sum 1 */
EMOREC_API const uint8_t* emorec_subject_interpolated(const emorec_prediction* prediction,
                                                      size_t subject); /* T, 1: not scored */
EMOREC_API const double* emorec_subject_logits(const emorec_prediction* prediction,
                                               size_t subject); /* T×L */
EMOREC_API const double* emorec_subject_joint(const emorec_prediction* prediction,
                                              size_t subject); /* T×L, P(t,·), all sum to 1 */
EMOREC_API const double* emorec_subject_boxes(
    const emorec_prediction* prediction, size_t subject); /* T×4: x, y, width, height; or NaN */
EMOREC_API const float* emorec_subject_maps(const emorec_prediction* prediction, size_t subject,
                                            size_t map); /* T×K×H×W */
EMOREC_API const double* emorec_subject_to_cells(
    const emorec_prediction* prediction, size_t subject,
    size_t map); /* T×2×3, from the frame's pixels to the map's cells, middles at whole numbers */

#ifdef __cplusplus
}
#endif

#endif
