#!/usr/bin/env node
import { existsSync } from 'node:fs'

const entry = new URL('../dist/main.js', import.meta.url)
if (existsSync(entry)) await import(entry.href)
else {
  console.error('congky has not been built yet. Run: npm run build')
  process.exitCode = 1
}
