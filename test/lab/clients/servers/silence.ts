/** A frame of MPEG audio, layer III, at 48 kHz and 128 kbit/s, all silent: its header, and zeros. It lasts 24 ms. */
const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x94, 0xc4]), Buffer.alloc(380)])

/** Silent audio that a browser can play, of so many frames. */
export const silence = (frames: number) => Buffer.concat(Array.from({ length: frames }, () => frame))
