// Answers once a second for raw frames on standard input: stream MODEL WIDTH HEIGHT RATE
//
//   ffmpeg -i clip.mp4 -f rawvideo -pix_fmt bgr24 - | stream emorec-base 1280 720 25
#include <cstdlib>
#include <iostream>
#include <vector>

#include <emorec.hpp>

namespace {

void print(double time, const emorec::Prediction& prediction) {
  std::cout << time << " s:";
  for (const auto& subject : prediction.subjects()) std::cout << ' ' << subject.label();
  std::cout << '\n';
}

void run(const std::string& model_name, int width, int height, double rate) {
  const emorec::Model model(model_name);
  emorec::Session session(model, /*window=*/2);
  const std::size_t stride = 3 * static_cast<std::size_t>(width);
  std::vector<std::uint8_t> pixels(stride * static_cast<std::size_t>(height));
  double next = 1;
  for (long n = 0; std::cin.read(reinterpret_cast<char*>(pixels.data()),
                                 static_cast<std::streamsize>(pixels.size()));
       ++n) {
    const double time = static_cast<double>(n) / rate;
    session.add(pixels.data(), width, height, stride, EMOREC_BGR, time);
    if (time < next) continue;
    print(time, session.latest());
    next += 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: stream MODEL WIDTH HEIGHT RATE\n";
    return EMOREC_USAGE;
  }
  try {
    run(argv[1], std::atoi(argv[2]), std::atoi(argv[3]), std::atof(argv[4]));
    return EMOREC_OK;
  } catch (const emorec::Error& e) {
    std::cerr << e.what() << '\n';
    return e.status();
  }
}
