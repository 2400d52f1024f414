/** What these modules tell the host. The build lends them the guest's function of that name. */

declare function tell(stream: 'progress' | 'figure', message: object): void;

/** Show how far a loop is, where there is a terminal: `done` of `total` iterations, `note` being a word on where it is. */
export function progress(done: number, total?: number, note?: string): void {
  tell('progress', { done, total, note });
}

/** Add to what is drawn, or draw it (src/show/program-figure.ts). */
export function draw(message: object): void {
  tell('figure', message);
}
