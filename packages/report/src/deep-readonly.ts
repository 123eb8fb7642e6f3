/** What is parsed is not changed: every property, array and tuple of T, at any depth, readonly. */
export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
