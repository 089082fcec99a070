package source

// At gives the place of byte off of the scalar's text, for a fault inside an expression. Where text and source cannot be
// matched (a value over several lines, an escape by number) it is the place of the value. It costs a scan of the file.
func (n *Node) At(off int) Pos {
	if !n.Pos.IsValid() || n.Kind != Scalar || off < 0 || off > len(n.Text) {
		return n.Pos
	}
	line := []rune(n.Pos.File.Line(n.Pos.Line))
	i, quote := n.Pos.Col-1, rune(0)
	if n.Quoted && i < len(line) && (line[i] == '"' || line[i] == '\'') {
		quote = line[i]
		i++
	}
	for at, r := range n.Text {
		if at >= off {
			break
		}
		if i < len(line) && (quote == '\'' && line[i] == '\'' || quote == '"' && line[i] == '\\') {
			i++
		}
		if i >= len(line) || line[i] != r {
			return n.Pos
		}
		i++
	}
	return Pos{File: n.Pos.File, Line: n.Pos.Line, Col: i + 1}
}
