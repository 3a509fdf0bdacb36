// The house's rules that a machine can keep. Floors and cycles are kept by .dependency-cruiser.cjs.
import tseslint from 'typescript-eslint';

const environment = { selector: "MemberExpression[object.name='process'][property.name='env']", message: 'The environment is read once, by bin/, and understood in config/.' };
const time = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the clock (src/kernel/clock.ts; in the sandbox its own).' },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Ask the clock (src/kernel/clock.ts; in the sandbox its own).' },
];
/** Node keeps each one that was ever used: every promise of the process carries it from then on. */
const store = { selector: ":matches(ClassBody, FunctionDeclaration, FunctionExpression, ArrowFunctionExpression) NewExpression[callee.name='AsyncLocalStorage']", message: 'One AsyncLocalStorage for the whole process, at the top of its file.' };

export default tseslint.config(
  { ignores: ['dist/', 'web/dist/', '**/node_modules/', 'coverage/', '.data/', '.tmp/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-debugger': 'error',
      'no-control-regex': 'error',
      'no-fallthrough': 'error',
      'no-self-assign': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    files: ['{src,adapters,config,sandbox}/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.fixture.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      'max-params': ['error', { max: 8 }],
      'no-restricted-syntax': ['error', environment, ...time, store,
        { selector: "MethodDefinition[kind='constructor'] > FunctionExpression[params.length>5]", message: 'A constructor takes at most five collaborators: split the class.' }],
    },
  },
  { files: ['adapters/**/*.ts'], ignores: ['**/*.spec.ts'], rules: { 'max-lines': ['error', { max: 250 }], 'no-restricted-globals': ['error', 'fetch', 'setTimeout', 'setInterval'] } },
  { files: ['src/kernel/clock.ts', 'sandbox/kit/clock.ts'], rules: { 'no-restricted-syntax': ['error', environment] } },
  // The sandbox may not import config, and refuses production by itself.
  { files: ['sandbox/kit/start.ts'], rules: { 'no-restricted-syntax': ['error', ...time] } },
  { files: ['config/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...time] } },
);
