// Between the pools and the database's socket: takes the socket's name and passes bytes on, late, in
// slices, or not at all.
//
//   delay    milliseconds, each piece
//   slice    bytes at most in one piece
//   cut      of so many bytes on the average the connection ends after
//   swallow  the same, but it stays open and nothing comes any more
import { renameSync, rmSync } from 'node:fs';
import net from 'node:net';
import { below, dbSocket, sleep, useSocket } from './lib.mjs';

export class Proxy {
  #open = new Set();

  constructor(manner) {
    this.manner = manner;
  }

  open() {
    this.name = dbSocket();
    this.real = `${this.name}.real`;
    renameSync(this.name, this.real);
    useSocket(this.real);
    this.server = net.createServer((here) => this.#pass(here));
    return new Promise((done, failed) => this.server.on('error', failed).listen(this.name, done));
  }

  async close() {
    await new Promise((done) => {
      this.server.close(done);
      for (const one of this.#open) one.destroy();
    });
    rmSync(this.name, { force: true });
    renameSync(this.real, this.name);
    useSocket(this.name);
  }

  #pass(here) {
    const there = net.connect(this.real), both = [here, there];
    for (const one of both) {
      this.#open.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        this.#open.delete(one);
        for (const other of both) other.destroy();
      });
    }
    const { cut, swallow } = this.manner;
    const life = { left: cut || swallow ? 1 + below(2 * (cut ?? swallow)) : Infinity };
    this.#carry(here, there, life);
    this.#carry(there, here, life);
  }

  // One direction, in order.
  #carry(from, to, life) {
    const { delay = 0, slice = Infinity, cut } = this.manner;
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      from.pause();
      last = last.then(async () => {
        if (delay) await sleep(delay);
        for (let at = 0; at < bytes.length && !to.destroyed;) {
          let n = Math.min(bytes.length - at, slice === Infinity ? Infinity : 1 + below(slice));
          if (life.left <= 0) return; // swallowed
          n = Math.min(n, life.left);
          life.left -= n;
          to.write(bytes.subarray(at, at + n));
          at += n;
          if (slice !== Infinity && at % 64 < n) await new Promise(setImmediate);
          if (life.left <= 0 && cut) { to.destroySoon(); return; }
        }
        from.resume();
      });
    });
  }
}
