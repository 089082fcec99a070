#include "textflag.h"

// func Lines(c *Card, base uintptr)
TEXT ·Lines(SB), NOSPLIT, $0-16
	MOVQ c+0(FP), SI
	MOVQ base+8(FP), DX
	MOVL (SI), CX
	TESTQ CX, CX
	JZ   done
group:
	MOVL 4(SI), AX
	PREFETCHT0 (DX)(AX*8)
	MOVL 8(SI), AX
	PREFETCHT0 (DX)(AX*8)
	MOVL 12(SI), AX
	PREFETCHT0 (DX)(AX*8)
	MOVL 16(SI), AX
	PREFETCHT0 (DX)(AX*8)
	MOVL 20(SI), AX
	PREFETCHT0 (DX)(AX*8)
	ADDQ $20, SI
	DECQ CX
	JNZ  group
done:
	RET

// func At(p unsafe.Pointer)
TEXT ·At(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), SI
	PREFETCHT0 (SI)
	RET
