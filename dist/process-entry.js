import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: ./lib/src/server/limits.js
/** The limits of a server that was asked for none. */
const DEFAULT_LIMITS = {
    idle: 60_000,
    numberQuiet: 250,
    commandQuiet: 2000,
    readyMoment: 50,
    badCommands: 100,
};
/** Transfers that run when the server closes may go on for so long (ms) before they are cut. */
const CLOSE_GRACE = 1500;
/** A worker that has not ended after so long (ms) is ended by force. */
const CLOSE_LIMIT = CLOSE_GRACE + 300;
/** Connections that may wait, for a sequential server's turn or for a worker process; more are turned away. */
const MAX_WAITING = 1024;
/** Connections that the kernel holds until they are accepted. */
const BACKLOG = 1024;

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./lib/src/protocol/payload.js

/** Bytes of payload that one write hands to the kernel. */
const PAYLOAD_BLOCK = 256 * 1024;
let block = null;
/**
 * One block of payload, the same for every write of this thread: random, so that nothing on the way can
 * compress it, and made once, so that a transfer costs no allocation.
 */
function payloadBlock() {
    block ??= (0,external_node_crypto_namespaceObject.randomFillSync)(Buffer.allocUnsafeSlow(PAYLOAD_BLOCK));
    return block;
}

;// CONCATENATED MODULE: ./lib/src/protocol/seed.js
/**
 * The seed dialect: unframed ASCII commands and replies over one TCP connection.
 * Commands may come with or without white space behind them, split over segments, or several in one.
 */
/** The replies of a seed server, byte for byte. */
const SEED_REPLY = {
    pong: 'PONG',
    ready: 'READY',
    done: 'DONE',
    bye: 'BYE',
    unknown: 'ERROR:Unknown command',
    invalid: 'ERROR:Invalid command format',
};
/** The most payload that one command may ask for, in bytes: 1 TiB. A larger number is an invalid command. */
const SEED_MAX_TRANSFER = 2 ** 40;
/** The most bytes that are kept while waiting for the rest of one command. */
const SEED_MAX_COMMAND = 1024;
/**
 * Reads the first command of what a client has sent so far.
 * @param text the bytes not yet used, as latin1
 * @param ended nothing more will come, or not for so long that what is there must be all
 */
function readSeedCommand(text, ended) {
    const start = text.search(/\S/);
    if (start === -1)
        return { state: 'empty' };
    const rest = text.slice(start);
    const word = KEYWORDS.find((keyword) => rest.startsWith(keyword));
    if (word === undefined) {
        const more = !ended && KEYWORDS.some((keyword) => keyword.startsWith(rest));
        return more ? { state: 'part' } : command({ name: 'unknown' }, start + lineLength(rest));
    }
    const behind = rest.slice(word.length);
    if (word === 'PING' || word === 'QUIT') {
        if (!startsAnew(behind))
            return command({ name: 'unknown' }, start + word.length + lineLength(behind));
        return command({ name: word === 'PING' ? 'ping' : 'quit' }, start + word.length);
    }
    return readTransfer(word, behind, start + word.length, ended);
}
/** The bytes of a command that asks for a transfer; the newline spares the server the wait for more digits. */
function seedTransferCommand(direction, byteCount) {
    return `BANDWIDTH_${direction.toUpperCase()}:${byteCount}\n`;
}
const KEYWORDS = ['PING', 'QUIT', 'BANDWIDTH_DOWNLOAD', 'BANDWIDTH_UPLOAD'];
function readTransfer(word, behind, used, ended) {
    if (behind === '' && !ended)
        return { state: 'part' };
    const digits = /^:(\d*)/.exec(behind);
    const next = digits === null ? behind : behind.slice(digits[0].length);
    const invalid = command({ name: 'invalid' }, used + lineLength(behind));
    if (digits === null)
        return invalid;
    if (/^[ \t\r]*$/.test(next) && !ended && behind.length < SEED_MAX_COMMAND) {
        return { state: digits[1] === '' ? 'part' : 'number' };
    }
    const byteCount = Number(digits[1]);
    if (digits[1] === '' || !startsAnew(next) || byteCount > SEED_MAX_TRANSFER)
        return invalid;
    const name = word === 'BANDWIDTH_DOWNLOAD' ? 'download' : 'upload';
    return command({ name, bytes: byteCount }, used + digits[0].length + terminatorLength(next));
}
function command(value, used) {
    return { state: 'command', command: value, used };
}
/** Nothing, white space, or (the beginning of) another command may follow one. */
function startsAnew(text) {
    return (text === '' ||
        /^\s/.test(text) ||
        KEYWORDS.some((keyword) => keyword.startsWith(text) || text.startsWith(keyword)));
}
/** A command that is not understood is dropped with the rest of its line, or with all that there is. */
function lineLength(text) {
    const newline = text.indexOf('\n');
    return newline === -1 ? text.length : newline + 1;
}
/** The terminator belongs to the command: what follows it may be payload. */
function terminatorLength(text) {
    return /^[ \t\r]*\n?/.exec(text)?.[0].length ?? 0;
}

;// CONCATENATED MODULE: ./lib/src/server/seed-conversation.js


/**
 * One connection's conversation in the seed dialect, from its first byte to its last.
 * It writes no faster than the peer reads, and reads no commands while it can't answer them.
 */
class SeedConversation {
    #socket;
    #limits;
    #state = 'commands';
    #input = '';
    #remaining = 0;
    #badCommands = 0;
    #inputEnded = false;
    #closing = false;
    #timer;
    constructor(socket, limits) {
        this.#socket = socket;
        this.#limits = limits;
        socket.allowHalfOpen = true;
        socket.setNoDelay(true);
        socket.setTimeout(limits.idle, () => socket.destroy());
        socket.on('data', (chunk) => this.#receive(chunk));
        socket.on('end', () => this.#inputEnd());
        socket.on('drain', () => this.#drained());
        // A peer that resets or vanishes is no fault of this server; 'close' follows and cleans up.
        socket.on('error', () => undefined);
        socket.on('close', () => this.#over());
        socket.resume();
    }
    /** Ends the conversation: at once between commands, else when the running transfer is complete. */
    close() {
        this.#closing = true;
        if (this.#state === 'commands')
            this.#end();
    }
    /** Cuts the connection whatever it is doing. */
    cut() {
        this.#socket.destroy();
    }
    #receive(chunk) {
        if (this.#state === 'over')
            return;
        if (this.#state !== 'receiving') {
            this.#input += chunk.toString('latin1');
            this.#advance(false);
            return;
        }
        const payload = Math.min(this.#remaining, chunk.length);
        this.#remaining -= payload;
        if (payload < chunk.length)
            this.#input += chunk.toString('latin1', payload);
        if (this.#remaining === 0)
            this.#received();
    }
    #inputEnd() {
        this.#inputEnded = true;
        if (this.#state === 'receiving')
            this.#end();
        else
            this.#advance(false);
    }
    #drained() {
        if (this.#state === 'sending')
            this.#send();
        else
            this.#advance(false);
    }
    /** Answers every complete command that is there. */
    #advance(quiet) {
        if (this.#state !== 'commands')
            return;
        clearTimeout(this.#timer);
        while (this.#state === 'commands') {
            if (this.#socket.writableNeedDrain) {
                this.#socket.pause();
                return;
            }
            const ended = quiet || this.#inputEnded || this.#input.length > SEED_MAX_COMMAND;
            const input = readSeedCommand(this.#input, ended);
            if (input.state !== 'command') {
                this.#await(input.state);
                return;
            }
            this.#input = this.#input.slice(input.used);
            this.#answer(input.command);
        }
    }
    #await(state) {
        this.#socket.resume();
        if (state === 'empty') {
            this.#input = '';
            if (this.#inputEnded)
                this.#end();
            return;
        }
        const quiet = state === 'number' ? this.#limits.numberQuiet : this.#limits.commandQuiet;
        this.#timer = setTimeout(() => this.#advance(true), quiet);
    }
    #answer(command) {
        if (command.name === 'unknown' || command.name === 'invalid') {
            this.#socket.write(SEED_REPLY[command.name]);
            this.#badCommands += 1;
            if (this.#badCommands >= this.#limits.badCommands)
                this.#end();
            return;
        }
        this.#badCommands = 0;
        switch (command.name) {
            case 'ping':
                this.#socket.write(SEED_REPLY.pong);
                return;
            case 'quit':
                this.#socket.write(SEED_REPLY.bye);
                this.#end();
                return;
            default:
                this.#startTransfer(command.name, command.bytes);
        }
    }
    #startTransfer(name, byteCount) {
        this.#socket.write(SEED_REPLY.ready);
        this.#remaining = byteCount;
        if (name === 'download') {
            this.#afterReady(() => {
                this.#state = 'sending';
                this.#send();
            });
            return;
        }
        const early = Math.min(this.#remaining, this.#input.length);
        this.#remaining -= early;
        this.#input = this.#input.slice(early);
        if (this.#remaining === 0)
            this.#afterReady(() => this.#received());
        else if (this.#inputEnded)
            this.#end();
        else
            this.#state = 'receiving';
    }
    /** Lets READY be read by itself. The peer's next bytes stay in the kernel until they are wanted. */
    #afterReady(next) {
        this.#state = 'ready';
        this.#socket.pause();
        this.#timer = setTimeout(next, this.#limits.readyMoment);
    }
    #send() {
        const block = payloadBlock();
        while (this.#remaining > 0) {
            const chunk = this.#remaining < block.length ? block.subarray(0, this.#remaining) : block;
            this.#remaining -= chunk.length;
            if (!this.#socket.write(chunk))
                return;
        }
        this.#transferred();
    }
    #received() {
        this.#socket.write(SEED_REPLY.done);
        this.#transferred();
    }
    #transferred() {
        this.#state = 'commands';
        if (this.#closing)
            this.#end();
        else
            this.#advance(false);
    }
    /** Sends what is still to be sent, then closes: without reading on, so that a chatty peer can't hold it open. */
    #end() {
        this.#over();
        this.#socket.resume();
        this.#socket.destroySoon();
    }
    #over() {
        clearTimeout(this.#timer);
        this.#state = 'over';
        this.#input = '';
    }
}

;// CONCATENATED MODULE: ./lib/src/server/connections.js


/** The connections that one worker serves. */
class Connections {
    #options;
    #open = new Map();
    #waiting = [];
    #closed = null;
    constructor(options) {
        this.#options = options;
    }
    /** Takes over a paused socket on which nothing has been read yet. */
    add(socket) {
        if (this.#closed !== null)
            socket.destroy();
        else if (!this.#options.sequential || this.#open.size === 0)
            this.#serve(socket);
        else if (this.#waiting.length < MAX_WAITING)
            this.#wait(socket);
        else
            socket.destroy();
    }
    /** Ends all of them: between commands at once, in a transfer after {@link CLOSE_GRACE} at the latest. */
    async close() {
        const closed = new Promise((resolve) => {
            this.#closed = resolve;
        });
        for (const socket of this.#waiting.splice(0))
            socket.destroy();
        for (const conversation of this.#open.values())
            conversation.close();
        const cut = setTimeout(() => {
            for (const conversation of this.#open.values())
                conversation.cut();
        }, CLOSE_GRACE);
        if (this.#open.size === 0)
            this.#closed?.();
        await closed;
        clearTimeout(cut);
    }
    #serve(socket) {
        this.#open.set(socket, new SeedConversation(socket, this.#options.limits));
        socket.on('close', () => {
            this.#open.delete(socket);
            this.#options.onEnd?.();
            if (this.#closed !== null) {
                if (this.#open.size === 0)
                    this.#closed();
                return;
            }
            const next = this.#options.sequential ? this.#waiting.shift() : undefined;
            if (next !== undefined)
                this.#serve(next);
        });
    }
    #wait(socket) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
            const place = this.#waiting.indexOf(socket);
            if (place !== -1)
                this.#waiting.splice(place, 1);
        });
        this.#waiting.push(socket);
    }
}

;// CONCATENATED MODULE: ./lib/src/server/process-entry.js

let connections = null;
process.on('message', (order, socket) => {
    switch (order.type) {
        case 'start':
            connections = new Connections({
                limits: order.limits,
                sequential: false,
                onEnd: () => report({ type: 'ended' }),
            });
            report({ type: 'ready' });
            return;
        case 'connection':
            report({ type: 'taken' });
            // A peer that left while it was handed over is gone already.
            if (socket === undefined || connections === null)
                report({ type: 'ended' });
            else
                connections.add(socket);
            return;
        default:
            void process_entry_close();
    }
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => void process_entry_close());
// The parent may have ended before there was anything here to notice it.
if (!process.connected)
    process.exit(0);
async function process_entry_close() {
    await connections?.close();
    process.exit(0);
}
function report(message) {
    if (process.connected)
        process.send?.(message);
}

