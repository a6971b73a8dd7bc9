import { startFirebase } from '../firebase-client.ts'

export const start = () => startFirebase()
