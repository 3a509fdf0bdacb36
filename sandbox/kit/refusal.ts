/** Why the control door or a page does not do what was asked. `status` 400 bad input, 404 unknown, 409 not now. The message is one English sentence. */
export class Refusal extends Error {
  constructor(readonly status: 400 | 404 | 409, message: string, readonly known?: readonly string[]) {
    super(message);
    this.name = 'Refusal';
  }
}
