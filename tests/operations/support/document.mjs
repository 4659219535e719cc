// The commands of a document: what its ```sh blocks say, one complete command after another.
import { spawnSync } from 'node:child_process';

/** The blocks in order: {heading, line, text}; `heading` is the nearest one above, `line` that of the first command. */
export function blocksOf(document) {
  const blocks = [];
  let heading = '';
  let block;
  document.split('\n').forEach((line, index) => {
    if (block !== undefined && line === '```') {
      if (block.shown) blocks.push({ heading, line: block.line, text: block.lines.join('\n') });
      block = undefined;
    } else if (block !== undefined) {
      block.lines.push(line);
    } else if (line.startsWith('```')) {
      block = { lines: [], line: index + 2, shown: line === '```sh' };
      if (/^```(bash|shell|console|zsh)/.test(line)) throw new Error(`line ${index + 1}: a block of commands begins with \`\`\`sh`);
    } else if (/^##+ /.test(line)) {
      heading = line.replace(/^#+ /, '');
    }
  });
  if (block !== undefined) throw new Error(`line ${block.line}: a block without an end`);
  return blocks;
}

/** A command may take several lines; it is complete when bash can read it. */
function isComplete(text) {
  if (text.endsWith('\\')) return false;
  return spawnSync('bash', ['-n'], { input: `${text}\n`, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
}

/** What stands behind the first # that begins a comment: what is before it can be read without it. */
function remarkOf(command) {
  for (const found of command.matchAll(/\s#\s+/g)) {
    if (isComplete(command.slice(0, found.index))) return command.slice(found.index + found[0].length);
  }
  return '';
}

/** The commands and the remarks of a block in order: {line, text, remark}. A remark by itself has no `text`. */
export function commandsOf(block) {
  const commands = [];
  let pending = [];
  block.text.split('\n').forEach((line, index) => {
    if (pending.length === 0 && line.trim() === '') return;
    if (pending.length === 0 && line.startsWith('#')) {
      commands.push({ line: block.line + index, text: '', remark: line.replace(/^#\s*/, '') });
      return;
    }
    pending.push(line);
    const text = pending.join('\n');
    if (!isComplete(text)) return;
    commands.push({ line: block.line + index + 1 - pending.length, text, remark: remarkOf(text) });
    pending = [];
  });
  if (pending.length > 0) throw new Error(`line ${block.line}: bash cannot read ${pending.join('\n')}`);
  return commands;
}
