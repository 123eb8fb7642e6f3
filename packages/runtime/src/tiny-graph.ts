/** y = relu(x) over [N, 2], as the compiler encodes it: what every provider can run, if it can run at all. */
export const TINY_GRAPH: Uint8Array = Buffer.from(
  'CAgSBWljaG9yOkQKDwoBeBIBeRoBeSIEUmVsdRIFaWNob3JaFAoBeBIPCg0IARIJCgMSAU4KAggCYhQKAXkSDwoNCAESCQoDEgFOCgIIAkIECgAQEUIRCg1jb20ubWljcm9zb2Z0EAE=',
  'base64',
);
