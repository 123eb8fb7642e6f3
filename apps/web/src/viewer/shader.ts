/** One triangle over the whole canvas; the fragment shader does the rest. */
export const VERTEX_SHADER = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

/**
 * What a program does besides: reduce, lay a heatmap over, outline a mask. They are left out of the program where they are not
 * needed, since a renderer in software carries out both sides of an `if`.
 */
export type Feature = 'REDUCED' | 'HEATMAP' | 'MASK';

/**
 * Each pixel of the screen finds its place in the stored picture. An R16I texture can't be filtered, so texels are fetched
 * by hand: bilinear when enlarging, averaged by a triangle when reducing, edges repeated, as `resample` of @ichor/render
 * does; then the window LINEAR of PS3.3 C.11.2.1.2, heatmap and mask.
 */
export const fragmentShader = (features: readonly Feature[]): string => `#version 300 es
${features.map((feature) => `#define ${feature}\n`).join('')}precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D slice, heatmap, mask;
uniform vec2 middle;      // of the canvas, device pixels
uniform vec4 toStored;    // scale and offset: from the canvas's middle to the hung pixel
uniform bool transposed;  // then (row, column)
uniform vec2 window;      // center, width
uniform vec4 box;         // of the heatmap: column, row, columns, rows
uniform float opacity;    // of the heatmap
uniform float outline;    // of the mask, device pixels
out vec4 color;

float texel(isampler2D image, ivec2 at) {
  return float(texelFetch(image, at, 0).r);
}

float bilinear(isampler2D image, vec2 at) {
  ivec2 last = textureSize(image, 0) - 1;
  at = clamp(at, vec2(0.0), vec2(last));
  ivec2 low = ivec2(at);
  ivec2 high = min(low + 1, last);
  vec2 share = at - vec2(low);
  return mix(
    mix(texel(image, low), texel(image, ivec2(high.x, low.y)), share.x),
    mix(texel(image, ivec2(low.x, high.y)), texel(image, high), share.x),
    share.y);
}

float averaged(isampler2D image, vec2 at, vec2 reach) {
  ivec2 first = max(ivec2(ceil(at - reach)), 0);
  ivec2 last = min(ivec2(floor(at + reach)), textureSize(image, 0) - 1);
  float sum = 0.0;
  float weights = 0.0;
  for (int y = first.y; y <= last.y; y++) {
    for (int x = first.x; x <= last.x; x++) {
      vec2 near = max(1.0 - abs(vec2(x, y) - at) / reach, 0.0);
      sum += near.x * near.y * texel(image, ivec2(x, y));
      weights += near.x * near.y;
    }
  }
  return sum / weights;
}

float grey(float hu) {
  float center = window.x - 0.5;
  float span = window.y - 1.0;
  if (hu <= center - span / 2.0) return 0.0;
  if (hu > center + span / 2.0) return 1.0;
  return (hu - center) / span + 0.5;
}

vec2 storedAt(vec2 pixel) {
  vec2 hung = (pixel - middle) * toStored.xy + toStored.zw;
  return transposed ? hung.yx : hung;
}

int label(vec2 pixel) {
  ivec2 at = ivec2(floor(storedAt(pixel) + 0.5));
  ivec2 size = textureSize(mask, 0);
  return any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, size)) ? 0 : texelFetch(mask, at, 0).r;
}

void main() {
  vec2 pixel = vec2(gl_FragCoord.x, 2.0 * middle.y - gl_FragCoord.y);
  vec2 at = storedAt(pixel);
  color = vec4(0.0, 0.0, 0.0, 1.0);
  if (any(lessThan(at, vec2(-0.5))) || any(greaterThanEqual(at, vec2(textureSize(slice, 0)) - 0.5))) return;
#ifdef REDUCED
  color.rgb = vec3(grey(averaged(slice, at, max(abs(transposed ? toStored.yx : toStored.xy), 1.0))));
#else
  color.rgb = vec3(grey(bilinear(slice, at)));
#endif

#ifdef HEATMAP
  vec2 inBox = (at + 0.5 - box.xy) / box.zw;
  if (all(greaterThanEqual(inBox, vec2(0.0))) && all(lessThan(inBox, vec2(1.0)))) {
    float share = bilinear(heatmap, inBox * vec2(textureSize(heatmap, 0)) - 0.5) / 100.0;
    // Floor and colours of overlayHeatmap in @ichor/render.
    vec3 warm = vec3(255.0 - 40.0 * share, 220.0 * (1.0 - share), 0.0) / 255.0;
    if (share >= 0.25) color.rgb = mix(color.rgb, warm, opacity * min(1.0, (share - 0.25) / 0.35));
  }
#endif

#ifdef MASK
  int here = label(pixel);
  bool inside = label(pixel + vec2(outline, 0.0)) == here && label(pixel - vec2(outline, 0.0)) == here
    && label(pixel + vec2(0.0, outline)) == here && label(pixel - vec2(0.0, outline)) == here;
  if (here != 0 && !inside) color.rgb = vec3(0.0, 1.0, 0.627);
#endif
}`;
