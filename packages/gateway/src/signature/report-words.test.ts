/** Whatever a reader of signatures says is wrong is known in Vietnamese too. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reportMessage } from '@congky/shared'
import { expect, test } from 'vitest'

const folder = import.meta.dirname
/** What is wrong with the answer of a time-stamp authority is told to whoever signs. */
const ELSEWHERE = /\.(test|story)\.ts$|timestamp-(client|messages)\.ts$/
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !ELSEWHERE.test(name),
)

/** Literals where readers say what is wrong: thrown, pushed, chosen or listed. */
const SAID = [
  /(?:Cms|Signature)Problem\(\s*(['`])(?<text>.+?)\1/gs,
  /problems\.push\(\s*(['`])(?<text>.+?)\1/gs,
  /problem: (['`])(?<text>.+?)\1/gs,
  /(?:\[|&&|\?)\s*(['`])(?<text>(?:it|its|the|what|whether) .+?)\1/gs,
  /const [A-Z_]+ = (['`])(?<text>(?:it|its|the|what|whether) .+?)\1/gs,
]

const said = files.flatMap((file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  return SAID.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(({ groups }) => groups?.text ?? []))
})

test.each([...new Set(said.map((text) => text.replace(/\$\{[^}]*\}/g, '{}')))])('%s', (sentence) => {
  const { code, vi } = reportMessage(sentence)
  expect(code).not.toBe('other')
  expect(vi).not.toBe(sentence)
})

test('they are found', () => {
  expect(said.length).toBeGreaterThan(60)
  expect(said).toContain('what it covers was changed after signing')
})
