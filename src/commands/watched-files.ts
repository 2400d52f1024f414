/**
 * `--watch`: tells when one of the files that were read has changed. Folders are watched, not files: editors replace a file by
 * another one of its name.
 */

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps; so long nothing may happen before a change counts. */
const QUIET_MS = 80;

export class WatchedFiles {
  /** Names of files by their folder. */
  private readonly names = new Map<string, Set<string>>();
  private readonly watchers: FSWatcher[] = [];
  private isChanged = false;
  private timer: NodeJS.Timeout | undefined;
  private wake: () => void = () => {};

  /** Watch a file, from now to the end. */
  readonly add = (path: string): void => {
    const folder = dirname(path);
    const known = this.names.get(folder);
    if (known !== undefined) {
      known.add(basename(path));
      return;
    }
    const names = new Set([basename(path)]);
    this.names.set(folder, names);
    this.watchers.push(
      watch(folder, (_, name) => {
        if (name === null || names.has(name)) this.noteChange();
      }),
    );
  };

  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  /** Resolve when a file has changed since the last time. */
  async change(): Promise<void> {
    if (!this.isChanged) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.isChanged = false;
  }

  close(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.close();
  }

  private noteChange(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isChanged = true;
      this.wake();
    }, QUIET_MS);
  }
}
