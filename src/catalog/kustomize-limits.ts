/**
 * Whether kustomize 5.8.1 hands a string on as it is. It reads every file correctly, then writes and reads the data once
 * more for itself, and that writer leaves unescaped what its own reader refuses (U+007F to U+009F, U+FFFE, U+FFFF) or takes
 * for a line break (U+0085, U+2028, U+2029). How the file quotes the string makes no difference.
 */
export const isCarriedByKustomize = (text: string): boolean => !/[\u007f-\u009f\u2028\u2029\ufffe\uffff]/.test(text);

/** The same for the name of a field: `<<` is lost, and one longer than a simple YAML key is refused. */
export const isKeyCarriedByKustomize = (key: string): boolean =>
  key !== "<<" && key.length <= 512 && isCarriedByKustomize(key);

/** The same for the value of an annotation, which it rewrites as a literal block even if that begins with a tab. */
export const isAnnotationCarriedByKustomize = (value: string): boolean =>
  !(value.startsWith("\t") && value.includes("\n")) && isCarriedByKustomize(value);
