#!/usr/bin/env node
import { start } from './start.ts'

await start(['server', ...process.argv.slice(2)])
