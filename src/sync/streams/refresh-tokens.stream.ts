import type { Tokens } from '../tokens.js';
import type { Troubles } from '../troubles.js';
import type { Stream, Turn } from '../turn.js';

/** Refreshes a grant at 80 % of its life, before anybody is refused. */
export class RefreshTokens implements Stream {
  readonly name = 'refresh-tokens';

  constructor(private readonly tokens: Tokens, private readonly troubles: Troubles) {}

  async run(turn: Turn): Promise<boolean> {
    if (!turn.session.refresh) return false;
    try {
      await this.tokens.current(turn.shop, turn.adapter);
      await this.tokens.renew(turn.shop, turn.adapter, turn.session, null);
    } catch (error) {
      await this.troubles.handle(turn, this.name, error);
    }
    return false;
  }
}
