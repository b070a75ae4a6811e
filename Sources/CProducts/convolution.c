#include "CProducts.h"
#include "cutter.h"
#include "frame.h"
#include "patches.h"
#include "winograd.h"

static size_t output_size(size_t size, const convolution_shape *s) {
  return (size + 2 * s->padding - s->kernel) / s->stride + 1;
}

/// The floats of panels, whatever the vectors.
static size_t panel_floats(size_t terms, size_t columns) { return terms * ((columns + 15) / 16 * 16); }

/// A layer as it is computed. A map of one pixel meets the kernel's centre alone, whose weights begin at `skipped`. Small
/// maps are taken `together`, so that a sum over pixels is long and weights are read for many pixels.
typedef struct {
  convolution_shape shape;
  size_t rows, columns, skipped, together;
} layer;

static layer layer_of(const convolution_shape *shape) {
  layer l = {*shape, 1, 1, 0, 1};
  if (shape->height == 1 && shape->width == 1) {
    l.skipped = shape->kernel * shape->kernel / 2 * shape->channels * shape->filters;
    l.shape.kernel = l.shape.stride = 1;
    l.shape.padding = 0;
  }
  l.rows = output_size(l.shape.height, &l.shape);
  l.columns = output_size(l.shape.width, &l.shape);
  if (l.rows * l.columns < MOST_TERMS) l.together = MOST_TERMS / (l.rows * l.columns);
  return l;
}

/// The input with its padding; for a kernel of one pixel, only the pixels that it meets.
static frame input_frame(const layer *l) {
  const convolution_shape *s = &l->shape;
  frame f = {.height = s->height, .width = s->width, .channels = s->channels, .margin = s->padding, .every = 1};
  if (s->kernel == 1) f.every = s->stride;
  f.tall = f.every > 1 ? l->rows : s->height + 2 * s->padding;
  f.wide = f.every > 1 ? l->columns : s->width + 2 * s->padding;
  return f;
}

/// The patches of a group of images in their frames, and where each one's output lies.
static patches input_patches(const layer *l, const frame *f, size_t group, cutter *scratch) {
  const convolution_shape *s = &l->shape;
  size_t count = group * l->rows * l->columns, stride = s->stride / f->every;
  uint32_t *from = (uint32_t *)cut(scratch, count), *to = (uint32_t *)cut(scratch, count);
  for (size_t image = 0, i = 0; scratch->floats && image < group; image++) {
    for (size_t row = 0; row < l->rows; row++) {
      size_t start = ((image * f->tall + row * stride) * f->wide) * f->channels;
      for (size_t column = 0; column < l->columns; column++, i++) {
        from[i] = (uint32_t)(start + column * stride * f->channels);
        to[i] = (uint32_t)(i * s->filters);
      }
    }
  }
  return (patches){
      .runs = s->kernel, .length = s->kernel * s->channels, .step = f->wide * f->channels, .columns = s->filters,
      .from = from, .to = to, .copies = stride * f->channels >= FAR};
}

/// Room for a group's frames, with zeros where no map will be copied.
static float *cut_frames(const frame *f, size_t group, cutter *scratch) {
  size_t count = frame_is_map(f) ? 0 : group * frame_floats(f);
  float *frames = cut(scratch, count);
  if (frames && count > 0) memset(frames, 0, count * sizeof(float));
  return frames;
}

// Each pass answers how many floats of scratch it takes, and without scratch does no more than that.

static size_t forward_pass(
    const engine *e, const layer *l, const float *input, const float *weights, float *output, float *scratch) {
  cutter cutter = {scratch, 0};
  const convolution_shape *s = &l->shape;
  frame f = input_frame(l);
  size_t group = frame_group(&f, s->images, l->together), pixels = l->rows * l->columns;
  patches p = input_patches(l, &f, group, &cutter);
  float *frames = cut_frames(&f, group, &cutter), *panels = cut(&cutter, panel_floats(p.runs * p.length, p.columns));
  if (!scratch) return cutter.used;
  e->pack(panels, p.runs * p.length, 0, p.runs * p.length, weights + l->skipped, s->filters, 0, s->filters);
  for (size_t image = 0; image < s->images; image += group) {
    size_t images = smaller(group, s->images - image);
    p.a = fill_frames(&f, input + image * s->height * s->width * s->channels, images, frames);
    p.rows = images * pixels;
    e->product(p, panels, output + image * pixels * s->filters);
  }
  return cutter.used;
}

/// One sum in registers is a block of pixels: whole images, or an even part of one.
static size_t weight_pass(
    const engine *e, const layer *l, const float *input, const float *output_gradient, float *gradient,
    float *scratch) {
  cutter cutter = {scratch, 0};
  const convolution_shape *s = &l->shape;
  frame f = input_frame(l);
  size_t pixels = l->rows * l->columns, span = l->together * pixels, block = even_step(span, MOST_TERMS);
  size_t group = frame_group(&f, s->images, l->together);
  patches p = input_patches(l, &f, group, &cutter);
  float *frames = cut_frames(&f, group, &cutter);
  workspace space = {
      cut(&cutter, MOST_LEFT * MOST_TERMS), cut(&cutter, panel_floats(MOST_TERMS, s->filters))};
  if (!scratch) return cutter.used;
  const uint32_t *from = p.from;
  for (size_t image = 0; image < s->images; image += group) {
    size_t images = smaller(group, s->images - image), count = images * pixels;
    p.a = fill_frames(&f, input + image * s->height * s->width * s->channels, images, frames);
    for (size_t start = 0; start < count; start += span) {
      size_t end = smaller(start + span, count);
      for (size_t i = start; i < end; i += block) {
        p.from = from + i;
        p.rows = smaller(block, end - i);
        e->gradient(p, output_gradient + (image * pixels + i) * s->filters, gradient, image + i > 0, space);
      }
    }
  }
  return cutter.used;
}

/// The taps of the kernel, along one axis, that a pixel of one parity class meets: `count` of them, a stride apart, up to
/// `last`. `first` is the class's first pixel, and there are `pixels`.
typedef struct {
  size_t first, pixels, count, last;
} parity;

static parity parity_of(size_t first, size_t size, const convolution_shape *s) {
  size_t tap = (first + s->padding) % s->stride;
  parity p = {.first = first, .pixels = (size + s->stride - 1 - first) / s->stride};
  p.count = tap < s->kernel ? (s->kernel - 1 - tap) / s->stride + 1 : 0;
  p.last = tap + (p.count - 1) * s->stride;
  return p;
}

/// The output's gradient with as many zeros around it as pixels of the input look for beyond its edges.
static frame output_frame(const layer *l) {
  const convolution_shape *s = &l->shape;
  size_t margin = (s->kernel - 1 - s->padding) / s->stride;
  return (frame){
      .height = l->rows, .width = l->columns, .channels = s->filters, .margin = margin, .every = 1,
      .tall = margin + (s->height - 1 + s->padding) / s->stride + 1,
      .wide = margin + (s->width - 1 + s->padding) / s->stride + 1};
}

/// The patches of the output's gradient that make one parity class of input pixels, in a group of images.
static patches output_patches(
    const layer *l, const frame *f, parity rows, parity columns, size_t group, cutter *scratch) {
  const convolution_shape *s = &l->shape;
  size_t count = group * rows.pixels * columns.pixels;
  uint32_t *from = (uint32_t *)cut(scratch, count), *to = (uint32_t *)cut(scratch, count);
  // The last tap is met by the first gradient, counted from the frame's edge.
  size_t y = (rows.first + s->padding + f->margin * s->stride - rows.last) / s->stride;
  size_t x = (columns.first + s->padding + f->margin * s->stride - columns.last) / s->stride;
  for (size_t image = 0, i = 0; scratch->floats && image < group; image++) {
    for (size_t row = 0; row < rows.pixels; row++) {
      size_t start = (image * f->tall + y + row) * f->wide + x;
      size_t pixel = (image * s->height + rows.first + row * s->stride) * s->width + columns.first;
      for (size_t column = 0; column < columns.pixels; column++, i++) {
        from[i] = (uint32_t)((start + column) * s->filters);
        to[i] = (uint32_t)((pixel + column * s->stride) * s->channels);
      }
    }
  }
  return (patches){
      .rows = rows.pixels * columns.pixels, .runs = rows.count, .length = columns.count * s->filters,
      .step = f->wide * s->filters, .columns = s->channels, .from = from, .to = to};
}

/// The kernel's taps of one parity class, from the last to the first, each filters x channels.
static float *pack_taps(
    const engine *e, const layer *l, parity rows, parity columns, const float *weights, cutter *scratch) {
  const convolution_shape *s = &l->shape;
  size_t taps = rows.count * columns.count, total = taps * s->filters;
  float *panels = cut(scratch, panel_floats(total, s->channels));
  for (size_t i = 0; panels && i < taps; i++) {
    size_t row = rows.last - i / columns.count * s->stride, column = columns.last - i % columns.count * s->stride;
    const float *tap = weights + l->skipped + (row * s->kernel + column) * s->channels * s->filters;
    e->pack(panels, total, i * s->filters, s->filters, tap, s->filters, 1, s->channels);
  }
  return panels;
}

/// The input's pixels fall into stride x stride classes; each is a convolution of stride 1 with the taps of its parity.
static size_t data_pass(
    const engine *e, const layer *l, const float *output_gradient, const float *weights, float *gradient,
    float *scratch) {
  cutter cutter = {scratch, 0};
  const convolution_shape *s = &l->shape;
  frame f = output_frame(l);
  size_t group = frame_group(&f, s->images, l->together), classes = s->stride * s->stride;
  float *frames = cut_frames(&f, group, &cutter), *panels[4];
  patches parts[4];
  for (size_t i = 0; i < classes; i++) {
    parity rows = parity_of(i / s->stride, s->height, s), columns = parity_of(i % s->stride, s->width, s);
    parts[i] = output_patches(l, &f, rows, columns, group, &cutter);
    panels[i] = pack_taps(e, l, rows, columns, weights, &cutter);
  }
  if (!scratch) return cutter.used;
  size_t entries = s->height * s->width * s->channels;
  for (size_t image = 0; image < s->images; image += group) {
    size_t images = smaller(group, s->images - image);
    const float *filled = fill_frames(&f, output_gradient + image * l->rows * l->columns * s->filters, images, frames);
    if (s->kernel < s->stride) memset(gradient + image * entries, 0, images * entries * sizeof(float));
    for (size_t i = 0; i < classes; i++) {
      patches p = parts[i];
      p.a = filled;
      p.rows *= images;
      if (p.rows * p.runs * p.length > 0) e->product(p, panels[i], gradient + image * entries);
    }
  }
  return cutter.used;
}

size_t convolution_scratch(const convolution_shape *shape) {
  if (winograd_takes(shape)) return winograd_scratch(shape);
  layer l = layer_of(shape);
  engine e = patches_engine(products_none);
  size_t most = forward_pass(&e, &l, NULL, NULL, NULL, NULL), data = data_pass(&e, &l, NULL, NULL, NULL, NULL);
  size_t weights = weight_pass(&e, &l, NULL, NULL, NULL, NULL);
  most = data > most ? data : most;
  return weights > most ? weights : most;
}

void convolution_forward(
    products_variant variant, const convolution_shape *shape, const float *input, const float *weights, float *output,
    float *scratch) {
  if (winograd_takes(shape)) return winograd_forward(variant, shape, input, weights, output, scratch);
  layer l = layer_of(shape);
  engine e = patches_engine(variant);
  forward_pass(&e, &l, input, weights, output, scratch);
}

void convolution_data_gradient(
    products_variant variant, const convolution_shape *shape, const float *output_gradient, const float *weights,
    float *input_gradient, float *scratch) {
  if (winograd_takes(shape)) return winograd_data_gradient(variant, shape, output_gradient, weights, input_gradient, scratch);
  layer l = layer_of(shape);
  engine e = patches_engine(variant);
  data_pass(&e, &l, output_gradient, weights, input_gradient, scratch);
}

void convolution_weight_gradient(
    products_variant variant, const convolution_shape *shape, const float *input, const float *output_gradient,
    float *gradient, float *scratch) {
  if (winograd_takes(shape)) return winograd_weight_gradient(variant, shape, input, output_gradient, gradient, scratch);
  layer l = layer_of(shape);
  engine e = patches_engine(variant);
  size_t taps = l.shape.kernel * l.shape.kernel, all = shape->kernel * shape->kernel;
  if (taps < all) memset(gradient, 0, all * shape->channels * shape->filters * sizeof(float));
  weight_pass(&e, &l, input, output_gradient, gradient + l.skipped, scratch);
}
