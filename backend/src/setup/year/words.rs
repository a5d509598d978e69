//! The sentences of which the year's texts are composed, in the terms of the plan and of DOMAIN.

/// Why something is returned; ten characters at least.
pub(super) const RETURNS: &[&str] = &[
    "Đề nghị bổ sung minh chứng của buổi tuyên truyền",
    "Đề nghị kiểm tra lại số lượt người tham gia",
    "Nội dung còn chung chung, đề nghị ghi cụ thể hơn",
    "Đề nghị ghi rõ thời gian, địa điểm tổ chức",
    "Chưa đúng nhiệm vụ trong Kế hoạch, đề nghị xem lại",
];

/// The same of what is to be posted.
pub(super) const CONTENT_RETURNS: &[&str] = &[
    "Đề nghị ghi rõ nguồn ảnh, tư liệu",
    "Đề nghị rà soát lại câu chữ trước khi đăng",
    "Nội dung còn chung chung, đề nghị viết cụ thể hơn",
];

/// What is said when something approved is submitted again.
pub(super) const CORRECTED: &str = "Điều chỉnh số liệu sau khi rà soát";

/// What village meetings are about.
pub(super) const VILLAGE_TOPICS: &[&str] = &[
    "chủ trương, chính sách, pháp luật mới",
    "xây dựng nông thôn mới",
    "chuyển đổi số",
    "cải cách hành chính",
    "kết quả phát triển kinh tế - xã hội của xã",
    "sản phẩm OCOP và nông sản tiêu biểu",
    "lễ hội, phong tục các dân tộc",
    "du lịch và di tích trên địa bàn xã",
];

/// What education on border and law is about (task 2.3).
pub(super) const LAW_TOPICS: &[&str] = &[
    "Luật Biên phòng Việt Nam",
    "Chủ quyền lãnh thổ, an ninh biên giới",
    "Phòng, chống buôn lậu, gian lận thương mại",
    "Phòng, chống xuất, nhập cảnh trái phép",
    "Xây dựng thế trận biên phòng toàn dân",
];

/// Groups of human rights with what is told about them (task 4).
pub(super) const RIGHTS: &[(&str, &str)] = &[
    ("policy_and_law", "chủ trương, pháp luật về quyền con người theo Quyết định số 1079/QĐ-TTg"),
    ("social_security", "kết quả chăm lo an sinh xã hội trên địa bàn"),
    ("children", "quyền trẻ em"),
    ("women", "quyền của phụ nữ, bình đẳng giới"),
    ("ethnic_minorities", "chính sách đối với đồng bào dân tộc thiểu số"),
    ("people_with_disabilities", "chính sách đối với người khuyết tật"),
];

/// Topics of what is posted, each with a title.
pub(super) const TITLES: &[(&str, &str)] = &[
    ("policy_and_law", "Phổ biến chủ trương, chính sách, pháp luật mới"),
    ("results", "Kết quả phát triển kinh tế - xã hội của xã"),
    ("tourism", "Giới thiệu Hang Nà Lả"),
    ("tourism", "Giới thiệu Bãi đá xếp Lùng Pa"),
    ("culture", "Lễ hội, phong tục các dân tộc trên địa bàn xã"),
    ("products", "Giới thiệu sản phẩm OCOP của xã"),
    ("products", "Nông sản tiêu biểu của xã vào vụ thu hoạch"),
    ("new_countryside", "Kết quả xây dựng nông thôn mới"),
    ("digital_transformation", "Chuyển đổi số đến từng thôn"),
    ("administrative_reform", "Kết quả cải cách hành chính của xã"),
];

/// The same on the world, on border and sovereignty, and on human rights.
pub(super) const WORLD: &[(&str, &str)] = &[
    ("world", "Tình hình thế giới, khu vực và đường lối đối ngoại"),
    ("world", "Hội nhập quốc tế: cơ hội và thách thức với địa phương"),
];
/// See [`WORLD`].
pub(super) const BORDER: &[(&str, &str)] = &[
    ("border", "Tìm hiểu Luật Biên phòng Việt Nam"),
    ("border", "Phòng, chống buôn lậu, gian lận thương mại"),
    ("sovereignty", "Tuyên truyền bảo vệ chủ quyền, biên giới"),
];
/// See [`WORLD`].
pub(super) const HUMAN_RIGHTS: &[(&str, &str)] = &[
    ("human_rights", "Truyền thông về quyền con người"),
    ("human_rights", "Kết quả chăm lo an sinh xã hội và đời sống Nhân dân"),
];

/// What offices do beside meetings, with the channel it goes by.
pub(super) const OFFICE_WORK: &[(&str, &str)] = &[
    ("notice_board", "Niêm yết thông tin tại bảng tin của xã"),
    ("leaflet", "Phát tờ rơi, tài liệu tuyên truyền đến các hộ"),
    ("bulletin", "Phát hành bản tin nội dung tuyên truyền trong tháng"),
    ("face_to_face", "Tuyên truyền trực tiếp tại buổi sinh hoạt của đơn vị"),
    ("telecom_message", "Gửi tin nhắn tuyên truyền đến người dân"),
    ("website", "Cập nhật chuyên mục trên Trang thông tin điện tử xã"),
];

/// How local products are promoted (task 3.4).
pub(super) const PROMOTIONS: &[&str] = &[
    "Trưng bày, giới thiệu sản phẩm OCOP và nông sản của xã",
    "Giới thiệu sản phẩm đặc trưng gắn với du lịch và văn hóa địa phương",
    "Hỗ trợ đưa sản phẩm OCOP của xã lên nền tảng số",
];

/// Events and exchanges (task 3.3).
pub(super) const EVENTS: &[(&str, &str)] = &[
    ("event", "Ngày hội văn hóa các dân tộc xã Điềm He"),
    ("exchange", "Giao lưu văn hóa, văn nghệ giữa các thôn"),
    ("conference", "Hội nghị giới thiệu tiềm năng, thế mạnh của xã"),
    ("working_contact", "Tiếp và làm việc với đoàn khách đến tìm hiểu về xã"),
    ("event", "Lễ hội đầu xuân của xã"),
];

/// Directives (`văn bản triển khai`).
pub(super) const DIRECTIVES: &[&str] = &[
    "V/v triển khai Kế hoạch hoạt động thông tin đối ngoại",
    "V/v tăng cường tuyên truyền bảo vệ chủ quyền, biên giới",
    "V/v cung cấp thông tin cho Trang thông tin điện tử xã",
    "V/v rà soát, phân công cán bộ phụ trách thông tin đối ngoại",
    "V/v truyền thông về quyền con người trên địa bàn xã",
    "V/v báo cáo kết quả hoạt động thông tin đối ngoại",
];

/// Outlets: none of them exists.
pub(super) const OUTLETS: &[&str] =
    &["Báo Mẫu", "Đài Mẫu", "Tạp chí Mẫu", "Báo điện tử Mẫu", "Đài Phát thanh Mẫu"];

/// Headlines about the commune, with their field.
pub(super) const HEADLINES: &[(&str, &str)] = &[
    ("Nông thôn mới", "Đổi thay ở xã Điềm He"),
    ("Du lịch", "Tiềm năng du lịch của xã Điềm He"),
    ("Văn hóa", "Giữ gìn bản sắc văn hóa các dân tộc ở xã Điềm He"),
    ("Kinh tế", "Sản phẩm OCOP của xã Điềm He"),
    ("Chuyển đổi số", "Chuyển đổi số ở cơ sở: chuyện từ xã Điềm He"),
    ("Cải cách hành chính", "Cải cách hành chính ở xã Điềm He"),
];

/// Work that is assigned: unit, task, what, and what shall come of it.
pub(super) const ORDERS: &[(&str, &str, &str, &str)] = &[
    (
        "VHXH",
        "II.4",
        "Xây dựng nội dung truyền thông về quyền con người",
        "Bộ tài liệu tuyên truyền",
    ),
    ("VHXH", "II.5", "Tổng hợp tin, bài báo chí viết về xã", "Báo cáo tổng hợp"),
    (
        "DVCI",
        "II.2.1",
        "Xây dựng chuyên mục giới thiệu du lịch, di tích của xã",
        "Chuyên mục trên Trang thông tin điện tử",
    ),
    ("DVCI", "II.3.4", "Lập danh mục sản phẩm OCOP cần quảng bá", "Danh mục sản phẩm"),
    (
        "VP",
        "II.3.1",
        "Chuẩn bị nội dung cung cấp thông tin định kỳ cho báo chí",
        "Dự thảo thông tin định kỳ",
    ),
    (
        "VP",
        "II.3.2",
        "Rà soát các kênh chính thức của xã trên mạng xã hội",
        "Danh sách kênh chính thức",
    ),
    ("KT", "II.3.4", "Phối hợp hỗ trợ các hộ quảng bá nông sản", "Kế hoạch phối hợp"),
    (
        "CA",
        "II.2.3",
        "Tuyên truyền phòng, chống xuất, nhập cảnh trái phép tại các thôn",
        "Báo cáo kết quả",
    ),
    ("QS", "II.2.3", "Tuyên truyền xây dựng thế trận biên phòng toàn dân", "Báo cáo kết quả"),
];

/// What leaders note.
pub(super) const NOTES: &[&str] = &[
    "Đề nghị đẩy nhanh tiến độ, báo cáo kết quả trước kỳ chốt số liệu",
    "Đề nghị tăng số buổi tuyên truyền tại các thôn chưa có hoạt động",
    "Bài viết tốt, đề nghị đăng thêm trên các kênh chính thức khác",
    "Đề nghị phối hợp với các thôn để có thêm hình ảnh, tư liệu",
];
