// One linter for the extension's modules and for the pages that test it. Run from the repository's root (check.sh does).

import js from '@eslint/js';
import globals from 'globals';

const language = { ecmaVersion: 2023, sourceType: 'module' };

export default [
  js.configs.recommended,
  {
    files: ['extension/**/*.js', 'tests/extension/**/*.js'],
    languageOptions: { ...language, globals: { ...globals.browser, ...globals.webextensions } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-control-regex': 'off', // they mark places in texts that hold none
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        { property: 'outerHTML', message: 'Foreign text only ever goes in as text.' },
        { property: 'insertAdjacentHTML', message: 'Foreign text only ever goes in as text.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "AssignmentExpression[left.property.name='innerHTML']", message: 'Foreign text only ever goes in as text.' },
      ],
    },
  },
  { files: ['tests/extension/*.js'], languageOptions: { ...language, globals: globals.node }, rules: { 'no-console': 'off' } },
];
