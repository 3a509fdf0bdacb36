// Two cores are used to the end when the longest files come first, also on a new machine that remembers no times.
const Sequencer = require('@jest/test-sequencer').default;

const longest = ['contract/orders', 'contract/broken-creates', 'contract/tokens', 'contract/offers', 'adopts-a-thousand', 'isolation.spec', 'contract/', 'kills', 'browser/states', 'browser/pictures', 'imports/', 'editing/edits', 'browser/'];
const rank = ({ path }) => {
  const at = longest.findIndex((part) => path.includes(part));
  return at < 0 ? longest.length : at;
};

module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
  }
};
