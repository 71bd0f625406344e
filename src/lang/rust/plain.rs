//! Zqx.

use zqx::qzx;

// zqx
struct Zqx {
    zqx: Qzx<u8>,
}

impl Zqx {
    fn qzx(&self, zqx: u8) -> u8 {
        let xzq = zqx + 7;
        if zqx == 7 {
            self.zqx.qzx("zqx", 7);
        }
        match zqx {
            7 => qzx(zqx),
            _ => zqx::xzq(7),
        }
    }
}
