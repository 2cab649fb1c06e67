import { expect, test } from 'vitest'
import { integerSql, joinSql, rawSql, renderSql, sql } from './sql.ts'

const dollar = (number: number) => `$${number}`

test('values are bound in the order of their holes', () => {
  const statement = sql`UPDATE ${rawSql('"t"')} SET ${rawSql('"a"')} = ${'x'} WHERE ${rawSql('"id"')} = ${7n}`
  expect(renderSql(statement, dollar)).toEqual({ text: 'UPDATE "t" SET "a" = $1 WHERE "id" = $2', values: ['x', 7n] })
})

test('pieces of SQL nest and keep their own values', () => {
  const where = joinSql([sql`a = ${1}`, sql`b IN (${joinSql([sql`${2}`, sql`${3}`], ', ')})`], ' AND ')
  expect(renderSql(sql`SELECT ${'first'} WHERE ${where} LIMIT ${integerSql(5)}`, () => '?')).toEqual({
    text: 'SELECT ? WHERE a = ? AND b IN (?, ?) LIMIT 5',
    values: ['first', 1, 2, 3],
  })
})

test('a hostile value stays a value', () => {
  const hostile = "'; DROP TABLE congky_request; --"
  expect(renderSql(sql`SELECT ${hostile}`, dollar)).toEqual({ text: 'SELECT $1', values: [hostile] })
})

test('only whole numbers are written into the text', () => {
  expect(() => integerSql(1.5)).toThrow(RangeError)
  expect(() => integerSql(Number.NaN)).toThrow(RangeError)
})
