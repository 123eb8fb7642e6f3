/**
 * Whether a path is what a shell calls an open pipe that it hands over, as in `ichor analyze <(ssh ...)`: somebody writes to it, or
 * has. To open a pipe of another name may wait for ever.
 */
export const isHandedOver = (path: string): boolean => /^\/(dev|proc\/(self|\d+))\/fd\/\d+$/.test(path);
