/** A mistake or a lack that the person at the terminal can put right: shown as its message alone, without a stack. */
export class PlainError extends Error {}
