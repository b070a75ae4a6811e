#include "winograd.h"
#include "cutter.h"
#include "frame.h"
#include "patches.h"

enum { PLANES = 16 };

/// Maps of `height` x `width` pixels as `down` x `across` tiles, in frames of `tall` x `wide` pixels.
typedef struct {
  size_t height, width, down, across, tall, wide;
} tiling;

#define VARIANT "winograd_tile.h"
#define PORTABLE
#include "variants.h"

/// What one variant computes. Maps and frames are dense, and `channels` (of theirs) a multiple of 16; `count` tiles from
/// number `first` on are meant, counted over all images. A row of a plane, which is a tile's, has a number a channel.
typedef struct {
  /// planes = B' d B of each tile's 4 x 4 pixels d.
  void (*inputs)(
      const tiling *g, const float *frames, size_t channels, size_t first, size_t count, float *planes, size_t plane);
  /// maps = A' m A of each tile's 16 numbers m. What lies beyond a map is dropped.
  void (*outputs)(
      const tiling *g, const float *planes, size_t plane, size_t channels, size_t first, size_t count, float *maps);
  /// planes = A d A' of each tile's 2 x 2 pixels d. What lies beyond a map is zero.
  void (*deltas)(
      const tiling *g, const float *maps, size_t channels, size_t first, size_t count, float *planes, size_t plane);
  /// Panels of 16 planes G g G' of the kernel g, channels x filters; if `turned`, of the kernel turned half around, filters
  /// x channels.
  void (*kernels)(const float *weights, size_t channels, size_t filters, int turned, float *panels, size_t plane);
  /// gradient (9 x count) = G' d G of 16 planes d.
  void (*gradient)(const float *planes, size_t plane, size_t count, float *gradient);
} transforms;

static transforms transforms_of(products_variant variant) {
#if defined(__x86_64__)
  if (variant == products_avx512) {
    return (transforms){
        inputTiles_avx512, outputTiles_avx512, deltaTiles_avx512, kernelPanels_avx512, kernelGradient_avx512};
  }
  if (variant == products_avx2) {
    return (transforms){inputTiles_avx2, outputTiles_avx2, deltaTiles_avx2, kernelPanels_avx2, kernelGradient_avx2};
  }
#endif
  return (transforms){
      inputTiles_portable, outputTiles_portable, deltaTiles_portable, kernelPanels_portable, kernelGradient_portable};
}

static size_t tiles_along(size_t length) { return (length + 1) / 2; }

int winograd_takes(const convolution_shape *s) {
  if (s->kernel != 3 || s->stride != 1 || s->padding != 1) return 0;
  if (s->channels < 32 || s->filters < 32 || s->channels % 16 != 0 || s->filters % 16 != 0) return 0;
  // 16 products a tile against 9 a pixel, and half as much again for the transforms.
  return 24 * tiles_along(s->height) * tiles_along(s->width) <= 9 * s->height * s->width;
}

/// How a layer is cut. Tiles come in blocks of at most MOST_TERMS: whole images, or an even part of one.
typedef struct {
  tiling tiles;
  /// Tiles of an image, of a block, and images that are taken together.
  size_t each, block, together;
} cuts;

static cuts cuts_of(const convolution_shape *s) {
  size_t down = tiles_along(s->height), across = tiles_along(s->width), each = down * across;
  cuts c = {{s->height, s->width, down, across, 2 * down + 2, 2 * across + 2}, each, each, 1};
  if (each < MOST_TERMS) c.together = MOST_TERMS / each;
  c.block = even_step(each * c.together, MOST_TERMS);
  return c;
}

static frame frame_of(const cuts *c, size_t channels) {
  const tiling *t = &c->tiles;
  return (frame){
      .height = t->height, .width = t->width, .channels = channels, .tall = t->tall, .wide = t->wide, .margin = 1,
      .every = 1};
}

static float *cut_zeros(cutter *scratch, size_t count) {
  float *zeros = cut(scratch, count);
  if (zeros) memset(zeros, 0, count * sizeof(float));
  return zeros;
}

/// From a plane to the next: not a power of two, where planes would meet in the same few sets of the caches.
static size_t plane_floats(size_t count) { return (count + 15) / 16 * 16 + 16; }

/// The rows of a plane of `block` tiles, and those of its product with panels of `columns` columns.
static patches rows_of(size_t block, size_t terms, size_t columns, cutter *scratch) {
  uint32_t *from = (uint32_t *)cut(scratch, block), *to = (uint32_t *)cut(scratch, block);
  for (size_t i = 0; scratch->floats && i < block; i++) {
    from[i] = (uint32_t)(i * terms);
    to[i] = (uint32_t)(i * columns);
  }
  return (patches){.runs = 1, .length = terms, .columns = columns, .from = from, .to = to, .copies = terms >= FAR};
}

// Each pass answers how many floats of scratch it takes, and without scratch does no more than that.

/// output = the convolution of input with the kernel, or with the `turned` one, which makes the gradient of the input.
static size_t map_pass(
    products_variant variant, const convolution_shape *s, int turned, const float *input, const float *weights,
    float *output, float *scratch) {
  cutter cutter = {scratch, 0};
  cuts c = cuts_of(s);
  size_t terms = turned ? s->filters : s->channels, columns = turned ? s->channels : s->filters;
  frame f = frame_of(&c, terms);
  size_t group = smaller(frame_group(&f, s->images, c.together), s->images), pixels = s->height * s->width;
  size_t in = plane_floats(c.block * terms), out = plane_floats(c.block * columns);
  size_t kernel = plane_floats(terms * columns);
  float *frames = cut_zeros(&cutter, group * frame_floats(&f)), *panels = cut(&cutter, PLANES * kernel);
  float *planes = cut(&cutter, PLANES * in), *products = cut(&cutter, PLANES * out);
  patches p = rows_of(c.block, terms, columns, &cutter);
  if (!scratch) return cutter.used;
  transforms t = transforms_of(variant);
  engine e = patches_engine(variant);
  t.kernels(weights, s->channels, s->filters, turned, panels, kernel);
  for (size_t image = 0; image < s->images; image += group) {
    size_t images = smaller(group, s->images - image), count = images * c.each;
    fill_frames(&f, input + image * pixels * terms, images, frames);
    for (size_t tile = 0; tile < count; tile += c.block) {
      p.rows = smaller(c.block, count - tile);
      t.inputs(&c.tiles, frames, terms, tile, p.rows, planes, in);
      for (size_t plane = 0; plane < PLANES; plane++) {
        p.a = planes + plane * in;
        e.product(p, panels + plane * kernel, products + plane * out);
      }
      t.outputs(&c.tiles, products, out, columns, tile, p.rows, output + image * pixels * columns);
    }
  }
  return cutter.used;
}

/// One sum in registers is a block of tiles.
static size_t weight_pass(
    products_variant variant, const convolution_shape *s, const float *input, const float *output_gradient,
    float *gradient, float *scratch) {
  cutter cutter = {scratch, 0};
  cuts c = cuts_of(s);
  frame f = frame_of(&c, s->channels);
  size_t group = smaller(frame_group(&f, s->images, c.together), s->images), pixels = s->height * s->width;
  size_t in = plane_floats(c.block * s->channels), out = plane_floats(c.block * s->filters);
  size_t tap = s->channels * s->filters, kernel = plane_floats(tap);
  float *frames = cut_zeros(&cutter, group * frame_floats(&f)), *sums = cut(&cutter, PLANES * kernel);
  float *inputs = cut(&cutter, PLANES * in), *deltas = cut(&cutter, PLANES * out);
  workspace space = {cut(&cutter, MOST_LEFT * MOST_TERMS), cut(&cutter, MOST_TERMS * (s->filters + 15) / 16 * 16)};
  patches p = rows_of(c.block, s->channels, s->filters, &cutter);
  if (!scratch) return cutter.used;
  transforms t = transforms_of(variant);
  engine e = patches_engine(variant);
  for (size_t image = 0; image < s->images; image += group) {
    size_t images = smaller(group, s->images - image), count = images * c.each;
    fill_frames(&f, input + image * pixels * s->channels, images, frames);
    const float *maps = output_gradient + image * pixels * s->filters;
    for (size_t tile = 0; tile < count; tile += c.block) {
      p.rows = smaller(c.block, count - tile);
      t.inputs(&c.tiles, frames, s->channels, tile, p.rows, inputs, in);
      t.deltas(&c.tiles, maps, s->filters, tile, p.rows, deltas, out);
      for (size_t plane = 0; plane < PLANES; plane++) {
        p.a = inputs + plane * in;
        e.gradient(p, deltas + plane * out, sums + plane * kernel, image + tile > 0, space);
      }
    }
  }
  t.gradient(sums, kernel, tap, gradient);
  return cutter.used;
}

size_t winograd_scratch(const convolution_shape *s) {
  size_t most = map_pass(products_none, s, 0, NULL, NULL, NULL, NULL);
  size_t data = map_pass(products_none, s, 1, NULL, NULL, NULL, NULL);
  size_t weights = weight_pass(products_none, s, NULL, NULL, NULL, NULL);
  most = data > most ? data : most;
  return weights > most ? weights : most;
}

void winograd_forward(
    products_variant variant, const convolution_shape *shape, const float *input, const float *weights, float *output,
    float *scratch) {
  map_pass(variant, shape, 0, input, weights, output, scratch);
}

void winograd_data_gradient(
    products_variant variant, const convolution_shape *shape, const float *output_gradient, const float *weights,
    float *input_gradient, float *scratch) {
  map_pass(variant, shape, 1, output_gradient, weights, input_gradient, scratch);
}

void winograd_weight_gradient(
    products_variant variant, const convolution_shape *shape, const float *input, const float *output_gradient,
    float *weight_gradient, float *scratch) {
  weight_pass(variant, shape, input, output_gradient, weight_gradient, scratch);
}
