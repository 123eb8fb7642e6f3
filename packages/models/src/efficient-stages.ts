/** The stages of EfficientNet-B0 (Tan and Le 2019, table 1), which all its relatives scale. */
export const STAGES = [
  { expansion: 1, kernel: 3, stride: 1, channels: 16, repeats: 1 },
  { expansion: 6, kernel: 3, stride: 2, channels: 24, repeats: 2 },
  { expansion: 6, kernel: 5, stride: 2, channels: 40, repeats: 2 },
  { expansion: 6, kernel: 3, stride: 2, channels: 80, repeats: 3 },
  { expansion: 6, kernel: 5, stride: 1, channels: 112, repeats: 3 },
  { expansion: 6, kernel: 5, stride: 2, channels: 192, repeats: 4 },
  { expansion: 6, kernel: 3, stride: 1, channels: 320, repeats: 1 },
] as const;
