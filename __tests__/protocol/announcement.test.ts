import { expect, test } from 'vitest'

import { announcementLine, readAnnouncement } from '../../src/protocol/announcement.ts'
import type { Announcement } from '../../src/protocol/announcement.ts'

const ANNOUNCED: Announcement = {
  event: 'listening',
  version: '1.0.0',
  host: '::',
  port: 5001,
  addresses: ['10.9.0.2', 'fd00::2', 'fe80::1%br-lan'],
  mode: 'thread',
  pid: 4711,
  warnings: [],
}

test('an announcement is read as it was written, without fields of later versions', () => {
  expect(readAnnouncement(announcementLine(ANNOUNCED))).toEqual(ANNOUNCED)
  expect(readAnnouncement(JSON.stringify({ ...ANNOUNCED, later: true }))).toEqual(ANNOUNCED)
})

test.each(
  [
    ['', 'Welcome to Debian!', '{', 'null', '{"event":"listening"}'],
    [{ event: 'start' }, { port: 0 }, { port: 65_536 }, { port: '5001' }, { mode: 'fast' }],
    [{ host: '' }, { host: 'example.com' }, { host: '10.0.0.1; true' }, { addresses: ['a.example'] }],
    [{ addresses: Array.from({ length: 257 }, () => '10.0.0.1') }, { version: 'x'.repeat(65) }],
  ].flat(),
)('%j is none', (wrong) => {
  const line = typeof wrong === 'string' ? wrong : JSON.stringify({ ...ANNOUNCED, ...wrong })
  expect(readAnnouncement(line)).toBeNull()
})
