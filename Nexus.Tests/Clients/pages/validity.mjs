// Checks a page's HTML: what a parser would have to repair, ids that are there twice, attributes that mean nothing. Style is not its matter.
import { readFileSync } from 'node:fs'
import { HtmlValidate } from 'html-validate'

const validate = new HtmlValidate({
  extends: ['html-validate:standard'],
  elements: ['html5'],
  rules: {
    // Matters of taste, of axe, or of what the framework writes.
    'no-trailing-whitespace': 'off', 'void-style': 'off', 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'no-inline-style': 'error',
    'prefer-native-element': 'off', 'no-implicit-button-type': 'error', 'long-title': 'off', 'tel-non-breaking': 'off', 'no-raw-characters': 'off',
    'text-content': 'off', 'wcag/h30': 'off', 'wcag/h32': 'off', 'input-missing-label': 'off', 'unique-landmark': 'off', 'aria-label-misuse': 'off',
    'require-sri': 'off', 'valid-autocomplete': 'off', 'no-unknown-elements': 'off', 'doctype-style': 'off', 'no-redundant-role': 'off', 'valid-id': ['error', { relaxed: true }],
  },
})
const report = await validate.validateString(readFileSync(process.env.PAGE, 'utf8'))
for (const result of report.results)
  for (const message of result.messages) console.log(`${message.line}:${message.column} ${message.ruleId}: ${message.message} (${message.selector ?? ''})`)
