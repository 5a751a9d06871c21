// Package whole writes files that are there whole or not at all. In comes what is to
// stand under a name, out comes a file of that name when [File.Commit] is called: a
// process that dies before leaves under the name what stood there. It never touches
// what is no regular file (a pipe, a terminal), or stands in a folder that takes no other file,
// by anything but writing into it.
package whole
