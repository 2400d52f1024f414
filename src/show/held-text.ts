/** Text that is known before it may go out: a header, which comes with the first rows, or at the end where there are none. */

export class HeldText {
  private text = '';

  hold(text: string): void {
    this.text = text;
  }

  /** Return the text, once. */
  readonly take = (): string => {
    const { text } = this;
    this.text = '';
    return text;
  };
}
