// Stands in for the image library, which transformers.js imports even for text models.
module.exports = {};
