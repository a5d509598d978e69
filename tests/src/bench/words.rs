//! The words of the workload: names, places and the common syllables of administrative Vietnamese.

pub(super) const STATUSES: &[&str] = &["planned", "in-progress", "done", "postponed"];

pub(super) const CHANNELS: &[&str] =
    &["hội nghị", "loa truyền thanh", "zalo", "facebook", "tờ rơi", "trực tiếp"];

pub(super) const EDITABLE_FIELDS: &[&str] =
    &["status", "participants", "place", "channel", "url", "lead", "date"];

pub(super) const FAMILY_NAMES: &[&str] =
    &["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Lò"];

pub(super) const MIDDLE_NAMES: &[&str] =
    &["Văn", "Thị", "Minh", "Ngọc", "Thanh", "Hữu", "Đức", "Thu", "Quang", "Kim", "Xuân", "Hồng"];

pub(super) const GIVEN_NAMES: &[&str] = &[
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Linh", "Mai", "Nam",
    "Oanh", "Phúc", "Quân", "Sơn", "Thảo", "Tuấn", "Vân", "Yến",
];

pub(super) const SITES: &[&str] = &[
    "Nhà văn hóa",
    "Hội trường",
    "Trường tiểu học",
    "Trạm y tế",
    "Nhà sinh hoạt cộng đồng",
    "Sân vận động",
    "Bộ phận một cửa",
    "Chợ trung tâm",
    "Đình làng",
    "Điểm bưu điện",
];

pub(super) const UNIT_NAMES: &[&str] = &[
    "thôn Đông",
    "thôn Đoài",
    "thôn Thượng",
    "thôn Hạ",
    "thôn Trung",
    "thôn Bãi",
    "thôn Chùa",
    "thôn Giếng",
    "thôn Mới",
    "thôn Phú Thọ",
    "thôn Tân Lập",
    "thôn Hòa Bình",
    "thôn Quyết Tiến",
    "thôn Yên Sơn",
    "thôn Vĩnh Lộc",
    "thôn Cẩm Hà",
    "thôn Kim Long",
    "thôn Bình An",
    "thôn Đại Đồng",
    "thôn Thái Học",
    "Văn phòng HĐND và UBND",
    "Phòng Kinh tế",
    "Phòng Văn hóa - Xã hội",
    "Trung tâm Hành chính công",
    "Công an xã",
    "Ban Chỉ huy Quân sự",
    "Hội Phụ nữ",
    "Đoàn Thanh niên",
    "Hội Nông dân",
    "Mặt trận Tổ quốc",
];

/// Separated by spaces, most frequent first (the draw prefers the front).
pub(super) const SYLLABLES: &str = "và của các cho được trong công với người tại thực hiện tổ chức dân cán bộ xã thôn hộ gia đình tuyên truyền hướng dẫn \
     dịch vụ trực tuyến hồ sơ thủ tục hành chính chuyển đổi số cộng đồng tham gia hoạt động kết quả tuyên dương học sinh \
     phụ nữ thanh niên nông hội nghị họp phát triển kinh tế văn hóa xây dựng mới môi trường vệ sinh an toàn giao thông \
     phòng chống cháy nổ tội phạm bảo hiểm y sức khỏe tiêm chủng trẻ em cao tuổi nghèo cận hỗ trợ vốn vay ngân hàng chính \
     sách tài khoản định danh điện tử cài đặt ứng dụng sử thanh toán không dùng tiền mặt mạng internet wifi miễn phí điểm \
     sinh hoạt loa đài báo cáo thống kê số liệu cập nhật hằng tháng quý năm kế hoạch nhiệm phân công phối hợp đoàn thể mặt \
     trận ban chỉ đạo lãnh đề xuất kiến khó khăn vướng mắc giải pháp khắc phục thời gian tới tiếp tục đẩy mạnh nâng chất \
     lượng hiệu rà soát kiểm tra giám sát đánh giá tổng kết khen thưởng đường làng ngõ xóm trồng cây xanh thu gom rác thải \
     nước sạch kênh mương thủy lợi vụ mùa lúa ngô chăn nuôi gia súc cầm dịch bệnh tập huấn kỹ thuật mô hình hợp tác sản \
     phẩm thị trường bán hàng tem truy xuất nguồn gốc di tích lễ truyền thống thể thao văn nghệ thư viện sách đọc lớp bình \
     học vụ đến từng nhà gặp mặt ký cam kết đồng thuận ý tự quản hòa nhân khẩu cư trú đăng khai tử kết hôn chứng thực đất \
     đai quyền sở giấy phép quy định pháp luật nghĩa quân sự tuần đêm trật lấn chiếm vỉa hè";
