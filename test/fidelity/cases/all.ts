import type { Case } from '../case.ts'
import { callArguments } from './arguments.ts'
import { blobs } from './blobs.ts'
import { bodies } from './bodies.ts'
import { construction } from './construction.ts'
import { errors } from './errors.ts'
import { eventSource } from './event-source.ts'
import { fetching } from './fetch.ts'
import { frames } from './frames.ts'
import { hostilePage } from './hostile-page.ts'
import { identity } from './identity.ts'
import { pipes } from './pipes.ts'
import { requests } from './requests.ts'
import { specialDocuments } from './special-documents.ts'
import { webRtc } from './web-rtc.ts'
import { webSocket } from './web-socket.ts'
import { workers } from './workers.ts'
import { xhr } from './xhr.ts'

export const cases: Case[] = [
  ...identity,
  ...construction,
  ...callArguments,
  ...errors,
  ...fetching,
  ...bodies,
  ...pipes,
  ...requests,
  ...blobs,
  ...xhr,
  ...webSocket,
  ...eventSource,
  ...webRtc,
  ...frames,
  ...workers,
  ...hostilePage,
  ...specialDocuments,
]
