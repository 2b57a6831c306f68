// Stands in for the native runtime, which transformers.js imports even when another backend was pinned.
module.exports = {};
