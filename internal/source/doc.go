// Package source reads the text files of a study: YAML with the position of every key and value, faults that point at
// the line with a caret, and the nearest known name for a misspelt one.
//
// Parse turns bytes into a tree of Nodes and reports everything that the notation refuses (NOTATION.md, section 1) into
// a list of Faults. It goes on after most faults, so that one reading of a file names all of them. Scalars are kept as
// they were written: no value ever turns into a number, a date or a truth value here.
//
// The YAML itself is read by gopkg.in/yaml.v3. Its syntax errors can name a wrong line; syntax.go finds the right one.
package source
