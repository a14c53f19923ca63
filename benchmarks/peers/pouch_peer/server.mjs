// A PouchDB server over LevelDB on a free loopback port; prints the port once it accepts.
//     node server.mjs FOLDER
import express from "express";
import pouchServer from "express-pouchdb";
import adapter from "pouchdb-adapter-leveldb";
import PouchDB from "pouchdb-core";

const folder = process.argv[2];
const Stored = PouchDB.plugin(adapter).defaults({ adapter: "leveldb", prefix: `${folder}/` });
const app = express();
app.use("/", pouchServer(Stored, { mode: "minimumForPouchDB", configPath: `${folder}/config.json`, logPath: `${folder}/log.txt` }));
const listening = app.listen(0, "127.0.0.1", () => console.log(listening.address().port));
